package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushTest {
  @TempDir private Path data = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void token() throws IOException {
    Files.writeString(data.resolve("push-service-token"), "a-token\n");
  }

  @Test
  void theStatusIsATableAndAPartitionThatStandsStillIsSaidAndIsAFailure() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          "GET /v1/push-status",
          200,
          """
          {"since": "2026-11-28T00:00:00Z", "retries": 12, "channels": [
            {"channel": "fcm", "lag": 1200, "sent": 3, "failed": 2, "expired": 1, "dead": 4,
             "perSecond": 2.5, "stuck": [{"topic": "tidegate.pushes.fcm", "partition": 3,
             "lag": 1200, "since": "2026-11-28T00:01:00Z"}]},
            {"channel": "apns", "lag": null, "waiting": null, "sent": 0, "failed": 0, "expired": 0,
             "dead": 0, "perSecond": 0.0, "stuck": []},
            {"channel": "websocket", "lag": 0, "waiting": 1070, "sent": 7, "failed": 0,
             "expired": 0, "dead": 0, "perSecond": 0.0, "stuck": []}]}
          """);
      assertThat(run("push", "status")).isEqualTo(1);
    }
    assertThat(out.toString())
        .contains(
            "fcm               1,200            -            3            2            1"
                + "            4          2.5",
            "apns                  -            -            0",
            "websocket             0        1,070            7",
            "12 wait to be tried again.",
            "websocket: 1,070 wait until their devices open a socket and acknowledge them, or"
                + " expire.",
            "Partition 3 of tidegate.pushes.fcm stands still since 2026-11-28T00:01:00Z");
  }

  @Test
  void aChannelThatIsOffIsSaidToBeWithTheSettingThatIsMissing() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          "GET /v1/push-status",
          200,
          """
          {"since": "2026-11-28T00:00:00Z", "retries": 0, "channels": [
            {"channel": "fcm", "off": "name a file in tidegate.push.fcm.apps.<app>.file",
             "lag": 1200, "sent": 0, "failed": 0, "expired": 0, "dead": 4, "perSecond": 0.0,
             "stuck": []},
            {"channel": "websocket", "off": null, "lag": 0, "waiting": 0, "sent": 0, "failed": 0,
             "expired": 0, "dead": 0, "perSecond": 0.0, "stuck": []}]}
          """);
      assertThat(run("push", "status")).isZero();
    }
    assertThat(out.toString())
        .contains(
            "fcm               1,200            -          off            -            -"
                + "            4            -",
            "websocket             0            0            0",
            "fcm is off: name a file in tidegate.push.fcm.apps.<app>.file.")
        .doesNotContain("websocket is off", "websocket: ");
  }

  @Test
  void aTestMessageForAChannelThatIsOffIsSentWithAWarning() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          "POST /v1/pushes",
          202,
          """
          [{"id": "sent/1/1", "channel": "fcm", "app": "bank", "off": "name a file"},
           {"id": "sent/1/2", "channel": "fcm", "app": "shop", "off": "name a file"},
           {"id": "sent/1/3", "channel": "websocket", "app": "bank", "off": null}]
          """);
      assertThat(run("push", "send", "--user", "ann", "--title", "Hello")).isZero();
    }
    assertThat(out.toString())
        .contains("on the queue for fcm (bank): sent/1/1\n", "websocket (bank): sent/1/3\n");
    assertThat(err.toString())
        .isEqualTo(
            "tidegate: fcm is off at this push-worker, so nothing is sent there unless it is on at"
                + " another one: name a file\n");
  }

  @Test
  void anAppWhoseSettingsAreLikelyToBeWrongAndRetriesThatStandStillAreSaidAndAreAFailure()
      throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          "GET /v1/push-status",
          200,
          """
          {"since": "2026-11-28T00:00:00Z", "retries": 0, "channels": [],
            "retriesStuck": [{"topic": "tidegate.push-retries.1m", "partition": 2, "lag": 7,
             "since": "2026-11-28T00:01:00Z"}], "suspect": [
            {"channel": "apns", "app": "bank", "inARow": 57, "said": "400 BadDeviceToken",
             "setting": "tidegate.push.apns.apps.bank.endpoint"}]}
          """);
      assertThat(run("push", "status")).isEqualTo(1);
    }
    assertThat(out.toString())
        .contains(
            "apns calls 57 tokens of app bank in a row bad (400 BadDeviceToken) and accepts no"
                + " push: look at tidegate.push.apns.apps.bank.endpoint.",
            "Partition 2 of tidegate.push-retries.1m stands still since 2026-11-28T00:01:00Z, with"
                + " 7.");
  }

  @Test
  void aListSaysWhereItGoesOn() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          "GET /v1/dead-letters?channel=fcm&since=2026-11-28T00%3A00%3A00Z&state=dead&most=1",
          200,
          """
          {"letters": [{"id": "t/2026-11-28T09:00/d", "user": "ann", "channel": "fcm",
            "app": "bank", "reason": "refused", "attempts": 2, "dead": "2026-11-28T00:00:01Z"}],
           "next": "abc"}
          """);
      assertThat(
              run(
                  "push",
                  "dead",
                  "list",
                  "--channel",
                  "fcm",
                  "--since",
                  "2026-11-28T00:00:00Z",
                  "--most",
                  "1"))
          .isZero();
    }
    assertThat(out.toString())
        .contains("refused          2  t/2026-11-28T09:00/d", "there are more: --after abc");
  }

  @Test
  void aReplaySaysWhoAndWhyAndWhatCameOfIt() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker.on(
          "POST /v1/dead-letters/replay", 200, "{\"letters\": 1, \"duplicates\": 2, \"left\": 3}");
      assertThat(run("push", "dead", "replay", "--user", "ann", "--why", "x", "--by", "kim"))
          .isZero();
      assertThat(worker.asked())
          .containsExactly(
              "POST /v1/dead-letters/replay {\"user\":\"ann\",\"most\":100000,\"dryRun\":false,"
                  + "\"by\":\"kim\",\"why\":\"x\"}");
    }
    assertThat(out.toString())
        .isEqualTo(
            "1 letter replayed; 2 delivered already, so not sent again; 3 cannot be sent (no device"
                + " any more, or nobody can read it)\n");
  }

  @Test
  void whichAndWhyMustBeSaid() throws IOException {
    assertThat(run("push", "dead", "drop", "--why", "x")).isEqualTo(2);
    assertThat(run("push", "dead", "drop", "--all")).isEqualTo(2);
    assertThat(err.toString()).contains("--all", "--why");
  }

  @Test
  void aTestMessageIsSentAndWhatIsWrongWithItIsSaid() throws IOException {
    try (WorkerDouble worker = new WorkerDouble(data)) {
      worker
          .on(
              "POST /v1/pushes",
              202,
              "[{\"id\": \"sent/1/2\", \"channel\": \"websocket\", \"app\": \"bank\"}]")
          .on(
              "POST /v1/pushes",
              422,
              """
              {"detail": "there is an error in the body",
               "errors": [{"field": "title", "message": "must not be blank"}]}
              """);
      assertThat(run("push", "send", "--user", "ann", "--title", "Hello")).isZero();
      assertThat(run("push", "send", "--user", "ann", "--title", " ")).isEqualTo(2);
    }
    assertThat(out.toString()).isEqualTo("on the queue for websocket (bank): sent/1/2\n");
    assertThat(err.toString())
        .isEqualTo("tidegate: there is an error in the body: title must not be blank\n");
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = data.toString();
    return Tidegate.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }
}
