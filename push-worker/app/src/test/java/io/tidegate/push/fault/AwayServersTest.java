package io.tidegate.push.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.KafkaBroker;
import io.tidegate.embedded.Migration;
import io.tidegate.embedded.PostgresServer;
import io.tidegate.embedded.PostgresSettings;
import io.tidegate.embedded.Sessions;
import io.tidegate.simulator.fcm.FcmReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker dies under a push-worker amid its poll, and the database while it sends; both come
 * back.
 */
class AwayServersTest {
  private static final int BROKER_HEAP = 160;
  private static final PostgresSettings SETTINGS = new PostgresSettings(64, 60, "Asia/Kathmandu");

  /** So there are answers under way whenever a server dies. */
  private static final FcmReply LATE = new FcmReply.Late(Duration.ofMillis(50));

  @TempDir Path folder;

  @Test
  void pushesWaitForABrokerAndADatabaseThatDiedAndNoneIsLostOrSentTwice() throws Exception {
    Path kafka = folder.resolve("kafka");
    Path postgres = folder.resolve("postgres");
    try (PostgresServer database = PostgresServer.start(postgres, SETTINGS);
        KafkaBroker broker = KafkaBroker.start(kafka, BROKER_HEAP)) {
      database.createDatabase("pushes");
      Migration.apply(database.owner("pushes"));
      FaultLab.Servers servers =
          new FaultLab.Servers(
              database.owner("pushes"),
              database.url("pushes"),
              PostgresServer.USER,
              database.password(),
              broker.bootstrapServers());
      try (FaultLab lab = new FaultLab(folder, servers)) {
        lab.users(8_000);
        lab.storePositionsSlowly();
        lab.set("spring.datasource.hikari.connection-timeout", "1000");
        Set<String> due = lab.due();
        PushProcess worker = lab.start();
        lab.fallDue();
        lab.await(
            "some sent, and the poll is not done",
            () -> lab.isAmidAShard() && !lab.accepted().isEmpty());
        Sessions.kill(broker.process());
        try (KafkaBroker back = KafkaBroker.start(kafka, BROKER_HEAP)) {
          lab.awaitDelivered(due);
          lab.fcm.always(LATE);
          due.addAll(lab.pushes(2_000));
          lab.await("some more sent", () -> lab.accepted().size() > 8_300);
          long before = worker.failures("fcm");
          Sessions.kill(database.process());
          lab.await(
              "answers could not be written down", () -> worker.failures("fcm") >= before + 2);
          try (PostgresServer again = PostgresServer.start(postgres, SETTINGS)) {
            assertThat(again.port()).isEqualTo(database.port());
            lab.awaitDelivered(due);
            assertThat(lab.repeated()).isEmpty();
            assertThat(worker.log())
                .as("of a client without pause")
                .doesNotContainPattern("AdminMetadataManager.*Rebootstrapping");
            lab.await("all minutes are done", () -> lab.rows("timer_span") == 0);
            assertThat(back.bootstrapServers()).isEqualTo(broker.bootstrapServers());
          }
        }
      }
    }
  }
}
