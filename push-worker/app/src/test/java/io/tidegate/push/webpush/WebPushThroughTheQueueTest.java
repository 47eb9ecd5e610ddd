package io.tidegate.push.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.push.Pushes;
import io.tidegate.push.RunningPushWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From an app that asks for the key to a browser that shows a push, with whole push-workers. */
class WebPushThroughTheQueueTest {
  private static RunningPushWorker worker(TestDatabase database, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--tidegate.push.queue.enabled=true",
                "--tidegate.push.queue.group=web-push-whole",
                "--tidegate.push.poll.enabled=false",
                "--tidegate.push.socket.port=0"));
    settings.addAll(List.of(more));
    return RunningPushWorker.start(database, settings.toArray(String[]::new));
  }

  private static RunningPushWorker sending(TestDatabase database) {
    return worker(
        database,
        "--tidegate.push.web-push.contact=mailto:operator@example.com",
        "--tidegate.push.addresses.allow-loopback=true");
  }

  private static String key(RunningPushWorker worker) {
    return worker
        .askPlainly("GET", "/v1/web-push-key", "") // without a token
        .json()
        .path("publicKey")
        .asString();
  }

  private static UUID register(RunningPushWorker worker, Browsers.Subscription browser) {
    return UUID.fromString(
        worker
            .ask(
                "POST",
                "/v1/users/ann/devices",
                """
                {"channel": "web-push", "app": "bank", "subscription": {"endpoint": "%s",
                 "keys": {"p256dh": "%s", "auth": "%s"}}}
                """
                    .formatted(browser.endpoint(), browser.p256dh(), browser.auth()))
            .json()
            .path("id")
            .asString());
  }

  @Test
  void aBrowserGetsWhatIsDueAlsoAfterARestartAndItsDeviceGoesWithItsSubscription()
      throws Exception {
    try (Pushes queue = new Pushes();
        Browsers browsers = new Browsers();
        TestDatabase database = TestServers.database()) {
      JdbcClient owner = JdbcClient.create(database.owner());
      Browsers.Subscription browser;
      UUID device;
      String key;
      try (RunningPushWorker off = worker(database)) {
        RunningPushWorker.Answer none = off.askPlainly("GET", "/v1/web-push-key", "");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().path("detail").asString())
            .contains("tidegate.push.web-push.contact");
      }
      try (RunningPushWorker worker = sending(database)) {
        key = key(worker);
        browser = browsers.subscribe(key);
        device = register(worker, browser);
        queue.put("first", "web-push", device);
        Pushes.await("the first push", () -> browsers.messages(browser).size() == 1);
      }
      try (RunningPushWorker worker = sending(database)) {
        assertThat(key(worker)).as("browsers are bound to it").isEqualTo(key);
        queue.put("second", "web-push", device);
        Pushes.await("the second push", () -> browsers.messages(browser).size() == 2);
        assertThat(browsers.messages(browser).get(1)).contains("\"id\":\"second\"");
        browsers.expire(browser);
        queue.put("third", "web-push", device);
        Pushes.await(
            "the device's end",
            () -> owner.sql("SELECT count(*) FROM device").query(Integer.class).single() == 0);
      }
      try (RunningPushWorker strict =
          worker(database, "--tidegate.push.web-push.contact=mailto:operator@example.com")) {
        queue.put("to the inside", "web-push", register(strict, browser));
        Pushes.await(
            "a dead letter",
            () ->
                owner
                        .sql(
                            "SELECT count(*) FROM dead_letter WHERE last_answer LIKE '%no public%'")
                        .query(Integer.class)
                        .single()
                    == 1);
      }
    }
  }
}
