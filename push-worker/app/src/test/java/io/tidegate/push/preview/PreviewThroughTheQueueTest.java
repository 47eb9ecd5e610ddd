package io.tidegate.push.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.push.Pushes;
import io.tidegate.push.RunningPushWorker;
import io.tidegate.simulator.fcm.FcmDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From a timer that is made to the picture in FCM's message, with a whole push-worker. */
class PreviewThroughTheQueueTest {
  private static final String DEFAULT = "https://bank.example/default.png";

  @Test
  void aTimersLinkIsReadWhenTheTimerIsMadeAndItsPushShowsItAndOthersShowTheDefault(
      @TempDir Path folder) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Pushes queue = new Pushes();
        Site site = new Site(vertx);
        FcmDouble fcm = FcmDouble.start();
        TestDatabase database = TestServers.database()) {
      Path account =
          Files.writeString(folder.resolve("account.json"), fcm.serviceAccount("demo-project"));
      JdbcClient owner = JdbcClient.create(database.owner());
      site.html(
          "/kettle",
          "<head><title>Kettle</title><meta property=og:image content='https://127.0.0.1/k.png'>");
      site.page("/wall", "x");
      site.on("/wall", request -> Site.answer(request, 401, "text/html", ""));
      String base = "http://127.0.0.1:" + site.port();
      try (RunningPushWorker worker =
          RunningPushWorker.start(
              database,
              "--tidegate.push.queue.enabled=true",
              "--tidegate.push.queue.group=preview-whole",
              "--tidegate.push.poll.enabled=false",
              "--tidegate.push.socket.port=0",
              "--tidegate.push.limits.fcm-per-minute=0",
              "--tidegate.push.addresses.allow-loopback=true",
              "--tidegate.push.preview.picture=" + DEFAULT,
              "--tidegate.push.fcm.endpoint=" + fcm.url(),
              "--tidegate.push.fcm.apps.bank.service-account-file=" + account)) {
        UUID device =
            UUID.fromString(
                worker
                    .ask(
                        "POST",
                        "/v1/users/ann/devices",
                        """
                        {"channel": "fcm", "app": "bank", "token": "token-of-anns-only-phone"}
                        """)
                    .json()
                    .path("id")
                    .asString());
        for (String path : new String[] {"/kettle", "/wall"}) {
          worker.ask(
              "POST",
              "/v1/users/ann/timers",
              """
              {"title": "Tea", "start": "2999-01-01T09:00", "zone": "Asia/Seoul", "link": "%s"}
              """
                  .formatted(base + path));
        }
        Pushes.await(
            "both pages are read",
            () ->
                owner.sql("SELECT count(*) FROM link_preview").query(Integer.class).single() == 2);
        queue.put("kettle", "fcm", device, base + "/kettle");
        queue.put("wall", "fcm", device, base + "/wall");
        queue.put("no url", "fcm", device, "https:///no");
        queue.put("without", "fcm", device);
        Pushes.await("four deliveries", () -> fcm.accepted().size() == 4);
      }
      JsonObject kettle = notification(fcm, 0);
      assertThat(kettle.getString("body")).isEqualTo("Kettle");
      assertThat(kettle.getString("image")).isEqualTo("https://127.0.0.1/k.png");
      assertThat(notification(fcm, 1).getString("image")).isEqualTo(DEFAULT);
      assertThat(notification(fcm, 2).getString("image")).isEqualTo(DEFAULT);
      assertThat(notification(fcm, 3).containsKey("image")).isFalse();
      assertThat(
              owner
                  .sql("SELECT count(*) FROM dead_letter WHERE user_id = 'ann'")
                  .query(Integer.class)
                  .single())
          .as("what lies on the topics besides is of other tests")
          .isZero();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static JsonObject notification(FcmDouble fcm, int number) {
    return fcm.accepted().get(number).message().getJsonObject("notification");
  }
}
