package io.tidegate.push.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.push.RunningPushWorker;
import io.tidegate.push.access.Tokens;
import io.tidegate.push.socket.Browser;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two push-workers, as processes, the one is killed that holds a device's socket. */
class DeadSocketNodeTest {
  private static final String USER = "u-1";

  @TempDir Path folder;

  @Test
  void itsDevicesPushesGoToTheNodeThatTheDeviceComesToAndItsShardsAreTheOthers() throws Exception {
    String token =
        new Tokens(RunningPushWorker.SERVICE_TOKEN).issue(USER, Instant.now().plusSeconds(600));
    try (TestDatabase database = TestServers.database();
        FaultLab lab = new FaultLab(folder, FaultLab.Servers.of(database));
        HttpClient client = HttpClient.newHttpClient()) {
      UUID device = lab.browser();
      lab.timers(1);
      Set<String> due = lab.due();
      PushProcess first = lab.start();
      PushProcess second = lab.start();
      Browser before = new Browser(client, first.socket(USER, device), token, true);
      lab.push("had", USER, device, "websocket");
      assertThat(before.take()).isEqualTo("had");
      lab.await("it has heard that", () -> lab.rows("waiting_push") == 0);
      lab.push("not acknowledged", USER, device, "websocket");
      assertThat(before.next().path("id").asString()).isEqualTo("not acknowledged");
      first.kill();
      assertThat(before.closed()).as("no word of it").isNotEqualTo(1012);
      lab.push("while nobody listens", USER, device, "websocket");
      lab.fallDue();
      Browser after = new Browser(client, second.socket(USER, device), token, true);
      Set<String> got = new HashSet<>();
      for (int n = 0; n < 3; n++) {
        got.add(after.take());
      }
      assertThat(got.removeAll(due)).as("the timer, from the shard that was left").isTrue();
      assertThat(got).containsExactlyInAnyOrder("not acknowledged", "while nobody listens");
      lab.push("live", USER, device, "websocket");
      assertThat(after.take()).isEqualTo("live");
      lab.await("all written down", () -> lab.rows("delivered_push") == 5);
      assertThat(lab.rows("waiting_push")).isZero();
      assertThat(after.isEmpty()).isTrue();
      after.vanish();
    }
  }
}
