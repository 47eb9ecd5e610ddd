package io.tidegate.push.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.push.Pushes;
import io.tidegate.push.RunningPushWorker;
import io.tidegate.simulator.fcm.FcmDouble;
import io.tidegate.simulator.fcm.FcmReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From the topic of a whole push-worker to FCM's double, and what is left behind. */
class FcmThroughTheQueueTest {
  @Test
  void pushesAreDeliveredOnceTriedAgainWhenFcmIsBusyAndDevicesOfDeadTokensRemoved(
      @TempDir Path folder) throws Exception {
    try (Pushes queue = new Pushes();
        FcmDouble fcm = FcmDouble.start();
        TestDatabase database = TestServers.database()) {
      Path account =
          Files.writeString(folder.resolve("account.json"), fcm.serviceAccount("demo-project"));
      JdbcClient owner = JdbcClient.create(database.owner());
      fcm.next(FcmReply.error(503, "UNAVAILABLE"));
      fcm.kill("token-that-died-of-ann");
      try (RunningPushWorker worker =
          RunningPushWorker.start(
              database,
              "--tidegate.push.queue.enabled=true",
              "--tidegate.push.queue.group=fcm-whole",
              "--tidegate.push.poll.enabled=false",
              "--tidegate.push.socket.port=0",
              "--tidegate.push.limits.fcm-per-minute=0",
              "--tidegate.push.fcm.endpoint=" + fcm.url(),
              "--tidegate.push.fcm.apps.bank.service-account-file=" + account)) {
        UUID living = device(worker, "token-that-lives-of-ann");
        UUID dead = device(worker, "token-that-died-of-ann");
        queue.put("busy at first", "fcm", living);
        Pushes.await("an answer 503", () -> fcm.asked() == 1);
        queue.put("at once", "fcm", living);
        queue.put("to a dead token", "fcm", dead);
        Pushes.await(
            "two deliveries",
            () ->
                owner.sql("SELECT count(*) FROM delivered_push").query(Integer.class).single()
                    == 2);
        Pushes.await(
            "the dead device's end",
            () -> worker.ask("GET", "/v1/users/ann/devices", "").json().size() == 1);
        assertThat(fcm.accepted())
            .extracting(one -> String.valueOf(one.data("pushId")))
            .containsExactly("at once", "busy at first");
        assertThat(
                owner
                    .sql(
                        "SELECT reason || ' ' || last_answer FROM dead_letter WHERE push_id = 'to a"
                            + " dead token'")
                    .query(String.class)
                    .single())
            .isEqualTo("token-dead 404 UNREGISTERED: Requested entity was not found.");
      }
    }
  }

  private static UUID device(RunningPushWorker worker, String token) {
    return UUID.fromString(
        worker
            .ask(
                "POST",
                "/v1/users/ann/devices",
                "{\"channel\": \"fcm\", \"app\": \"bank\", \"token\": \"%s\"}".formatted(token))
            .json()
            .path("id")
            .asString());
  }
}
