package io.tidegate.push.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.simulator.fcm.FcmReply;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A push service that refuses, hangs, cuts off, and forgets tokens, before a real push-worker. */
class BadAnswersTest {
  private static final int DEAD = 100_000;

  @TempDir Path folder;

  @Test
  void whateverFcmAnswersEveryPushIsDeliveredOnceAndWhatIsNoPushHoldsUpNobody() throws Exception {
    try (TestDatabase database = TestServers.database();
        FaultLab lab = new FaultLab(folder, FaultLab.Servers.of(database))) {
      lab.set("tidegate.push.fcm.timeout", "8s"); // the first call of a process may take seconds
      lab.devices(60);
      lab.fcm.next(FcmReply.error(503, "UNAVAILABLE"));
      lab.fcm.next(FcmReply.error(500, "INTERNAL"));
      lab.fcm.next(FcmReply.error(401, "UNAUTHENTICATED"));
      lab.fcm.next(new FcmReply.Hang());
      lab.fcm.next(new FcmReply.Reset());
      lab.fcm.next(new FcmReply.Refuse(429, "QUOTA_EXCEEDED", "3"));
      lab.put("fcm", UUID.randomUUID(), "{\"id\": 7".getBytes(UTF_8));
      Set<String> ids = lab.pushes(60);
      lab.put("fcm", UUID.randomUUID(), "no push".getBytes(UTF_8));
      lab.start();
      lab.awaitDelivered(ids);
      lab.await("both buried", () -> lab.rows("dead_letter WHERE reason = 'unreadable'") == 2);
      assertThat(lab.repeated()).isEmpty();
      assertThat(lab.fcm.asked()).isGreaterThanOrEqualTo(66);
      assertThat(lab.rows("dead_letter")).isEqualTo(2);
    }
  }

  @Test
  void aHundredThousandDeadTokensAreRemovedOneByOneAndTheQueueGoesOnInALittleMemory()
      throws Exception {
    try (TestDatabase database = TestServers.database();
        FaultLab lab = new FaultLab(folder, FaultLab.Servers.of(database))) {
      lab.set("tidegate.push.queue.in-flight", "500");
      lab.devices(DEAD);
      for (int n = 1; n <= DEAD; n++) {
        lab.fcm.kill("token-" + n);
      }
      lab.pushes(DEAD);
      PushProcess worker = lab.start(128);
      lab.awaitNone("device");
      lab.await("all of them letters", () -> lab.rows("dead_letter") == DEAD);
      assertThat(lab.rows("dead_letter WHERE reason = 'token-dead'")).isEqualTo(DEAD);
      assertThat(lab.fcm.asked())
          .as("once for each, but for retries")
          .isBetween(1L * DEAD, DEAD + 500L);
      lab.devices(DEAD, 10);
      lab.awaitDelivered(lab.pushes(10));
      assertThat(worker.isAlive()).isTrue();
      assertThat(worker.log()).doesNotContain("OutOfMemory");
    }
  }
}
