package io.tidegate.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.push.RunningPushWorker.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every wrong request has its status and a problem document that says what is wrong. */
class WrongRequestsTest {
  private static final String GOOD =
      "{'title': 'Rent', 'start': '2999-01-01T09:00', 'zone': 'Asia/Seoul'}";
  private static final String FCM = "'fcm', 'app': 'bank', 'token': '" + "t".repeat(30) + "'";

  private static TestDatabase database;
  private static RunningPushWorker worker;
  private static String timer;
  private static String annsToken;

  @BeforeAll
  static void start() {
    database = TestServers.database();
    worker =
        RunningPushWorker.start(
            database,
            "--tidegate.push.poll.enabled=false",
            "--tidegate.push.timers.per-user=2",
            "--tidegate.push.devices.per-user=1");
    timer = worker.ask("POST", "/v1/users/ann/timers", json(GOOD)).json().path("id").asString();
    annsToken = worker.ask("POST", "/v1/users/ann/tokens", "{}").json().path("token").asString();
    worker.ask("POST", "/v1/users/full/timers", json(GOOD));
    worker.ask("POST", "/v1/users/full/timers", json(GOOD), "Idempotency-Key", "k1");
    worker.ask("POST", "/v1/users/full/devices", json("{'channel': " + FCM + "}"));
  }

  @AfterAll
  static void stop() {
    worker.close();
    database.close();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  /**
   * A wrong request.
   *
   * @param says part of the detail, or of an error's field and message
   */
  record Wrong(
      String method, String path, String body, List<String> headers, int status, String says) {
    @Override
    public String toString() {
      return status + " " + method + " " + path + " " + body + " " + headers;
    }
  }

  private static Wrong wrong(
      String method, String path, String body, int status, String says, String... headers) {
    return new Wrong(method, path, json(body), List.of(headers), status, says);
  }

  private static Wrong timer(String body, String says) {
    return wrong("POST", "/v1/users/ann/timers", body, 422, says);
  }

  /** A good timer with one field that is not. */
  private static Wrong field(String name, String value, String says) {
    String others =
        Stream.of("title:'Rent'", "start:'2999-01-01T09:00'", "zone:'Asia/Seoul'")
            .filter(pair -> !pair.startsWith(name + ":"))
            .map(pair -> "'" + pair.replaceFirst(":", "': "))
            .reduce("", (all, pair) -> all + pair + ", ");
    return timer("{" + others + "'" + name + "': " + value + "}", says);
  }

  private static Wrong device(String fields, String says) {
    return wrong("POST", "/v1/users/ann/devices", "{'channel': " + fields + "}", 422, says);
  }

  private static Wrong webPush(String subscription, String says) {
    return device("'web-push', 'app': 'bank', 'subscription': " + subscription, says);
  }

  static Stream<Wrong> wrongs() {
    String key = "'p256dh': 'B" + "A".repeat(86) + "', ";
    String auth = "'auth': '" + "A".repeat(22) + "'";
    List<Wrong> all = new ArrayList<>();
    // What is no body
    all.add(wrong("POST", "/v1/users/ann/timers", "{'title': ", 400, "is not JSON"));
    all.add(
        wrong("POST", "/v1/users/ann/timers", "[1]", 400, "must be a JSON object, but is a list"));
    all.add(wrong("POST", "/v1/users/ann/timers", "null", 400, "must be a JSON object"));
    all.add(wrong("POST", "/v1/users/ann/timers", " ", 400, "must be a JSON object, but is empty"));
    all.add(wrong("POST", "/v1/users/ann/timers", "{} {}", 400, "is not JSON"));
    all.add(wrong("POST", "/v1/users/ann/timers", "{'title':'a','title':'b'}", 400, "is not JSON"));
    all.add(
        wrong(
            "POST",
            "/v1/users/ann/timers",
            "{'body':'" + "x".repeat(17_000) + "'}",
            413,
            "at most 16384 bytes"));
    // Fields of a timer
    all.add(timer("{}", "title is missing"));
    all.add(timer("{}", "start is missing"));
    all.add(timer("{}", "zone is missing"));
    all.add(field("titel", "'x'", "titel is not known; known are title"));
    all.add(field("title", "7", "title must be text, but is a number"));
    all.add(field("title", "''", "title must not be blank"));
    all.add(field("title", "'  '", "title must not be blank"));
    all.add(field("title", "null", "title is missing"));
    all.add(
        field(
            "title",
            "'" + "x".repeat(201) + "'",
            "title must have at most 200 characters, but has 201"));
    all.add(
        field("title", "'a\\u0000b'", "title must not have control characters, but has U+0000"));
    all.add(
        field("title", "'a\\ud800b'", "title must not have control characters, but has U+D800"));
    all.add(field("body", "['x']", "body must be text, but is a list"));
    all.add(field("body", "'" + "x".repeat(2001) + "'", "body must have at most 2000 characters"));
    all.add(field("link", "'not a url'", "link must be an http or https URL"));
    all.add(field("link", "'javascript:alert(1)'", "link must be an http or https URL"));
    all.add(field("link", "'https://u:p@example.com'", "link must be an http or https URL"));
    all.add(field("link", "'https:///x'", "link must be an http or https URL with a host"));
    all.add(field("data", "'x'", "data must be an object of texts, but is text"));
    all.add(field("data", "{'a': 1}", "data.a must be text, but is a number"));
    all.add(field("data", "{'a': null}", "data.a must be text, but is null"));
    all.add(field("data", "{'': 'x'}", "data a name must have 1 to 64 characters"));
    all.add(
        field(
            "data",
            "{'a': '" + "x".repeat(1001) + "'}",
            "data.a must have at most 1000 characters"));
    for (String name : List.of("from", "message_type", "aps", "google.x", "gcm.notification.x")) {
      all.add(
          field(
              "data",
              "{'" + name + "': 'x', 'good': 'x'}",
              "data." + name + " is a name that push services keep for themselves"));
    }
    String many =
        IntStream.range(0, 21).mapToObj(i -> "'k" + i + "': 'x'").collect(Collectors.joining(","));
    all.add(field("data", "{" + many + "}", "data must have at most 20 entries, but has 21"));
    all.add(
        field("body", "'" + "é".repeat(1900) + "'", "may have 3500 bytes together, but have 3804"));
    all.add(field("start", "'tomorrow'", "start must be a local date and time without offset"));
    all.add(
        field(
            "start", "'2999-01-01T09:00Z'", "start must be a local date and time without offset"));
    all.add(field("start", "'2999-02-30T09:00'", "start must be a local date and time"));
    all.add(field("start", "'2999-01-01T09:00:30'", "start a timer falls due at a whole minute"));
    all.add(field("start", "'2020-01-01T09:00'", "start the timer would never fall due"));
    all.add(field("start", "'1969-01-01T09:00'", "start start must be in the years 1970 to 2999"));
    all.add(field("zone", "'Mars/Base'", "zone zone must be a region of the tz database"));
    all.add(field("zone", "'+09:00'", "zone zone must be a region of the tz database"));
    all.add(field("zone", "''", "zone must not be blank"));
    all.add(
        field(
            "rrule",
            "'FREQ=HOURLY'",
            "rrule FREQ=HOURLY: a timer falls due once a day at most. A timer can fall due once"));
    all.add(
        field(
            "rrule",
            "'FREQ=DAILY;BYHOUR=9'",
            "rrule BYHOUR: the time of the day is that of start"));
    all.add(field("rrule", "'daily'", "rrule not an RRULE of RFC 5545"));
    all.add(field("rrule", "'FREQ=DAILY;COUNT=0'", "rrule not an RRULE of RFC 5545"));
    all.add(field("rrule", "'FREQ=DAILY;UNTIL=20200101'", "must not be before start"));
    all.add(field("rrule", "7", "rrule must be text, but is a number"));
    all.add(field("enabled", "'yes'", "enabled must be true or false, but is text"));
    all.add(field("ttlSeconds", "59", "ttlSeconds must be 60 to 2419200, but is 59"));
    all.add(field("ttlSeconds", "2419201", "ttlSeconds must be 60 to 2419200, but is 2419201"));
    all.add(
        field(
            "ttlSeconds",
            "60.5",
            "ttlSeconds must be a whole number from 60 to 2419200, but is 60.5"));
    all.add(field("ttlSeconds", "99999999999", "ttlSeconds must be a whole number"));
    all.add(
        field(
            "ttlSeconds",
            "'3600'",
            "ttlSeconds must be a whole number from 60 to 2419200, but is text"));
    all.add(field("collapseKey", "'a b'", "collapseKey must have 1 to 32 letters"));
    all.add(
        field(
            "collapseKey",
            "'" + "k".repeat(33) + "'",
            "collapseKey must have at most 32 characters"));
    // Fields of a device
    all.add(wrong("POST", "/v1/users/ann/devices", "{}", 422, "channel is missing"));
    all.add(
        device("'sms', 'app': 'bank'", "channel must be one of fcm, apns, web-push, websocket"));
    all.add(device("'fcm', 'app': 'bank'", "token is missing"));
    all.add(device("'fcm', 'token': '" + "t".repeat(30) + "'", "app is missing"));
    all.add(
        device("'fcm', 'app': 'b/a', 'token': '" + "t".repeat(30) + "'", "app must be letters"));
    all.add(
        device(
            "'fcm', 'app': 'bank', 'token': 'a b'",
            "token must be an FCM token (20 to 4096 letters"));
    all.add(device("'apns', 'app': 'bank', 'token': 'xyz'", "token must be an APNs token"));
    all.add(device("'websocket', 'app': 'bank', 'token': 'x'", "token is not known"));
    all.add(
        device(
            "'websocket', 'app': 'bank', 'locale': 'k_orean!'", "locale must be a language tag"));
    all.add(device("'web-push', 'app': 'bank'", "subscription is missing"));
    all.add(webPush("'x'", "subscription must be an object, but is text"));
    all.add(webPush("{}", "subscription.endpoint is missing"));
    all.add(webPush("{'endpoint': 'https://p.example/x'}", "subscription.keys is missing"));
    all.add(
        webPush(
            "{'endpoint': 'ftp://p.example/x', 'keys': {" + key + auth + "}}",
            "subscription.endpoint must be an https URL"));
    all.add(
        webPush(
            "{'endpoint': 'http://p.example/x', 'keys': {" + key + auth + "}}",
            "subscription.endpoint must be an https URL"));
    all.add(
        webPush(
            "{'endpoint': 'https://p.example/x', 'keys': {'p256dh': 'AAAA', " + auth + "}}",
            "subscription.keys.p256dh must be an uncompressed P-256 key"));
    all.add(
        webPush(
            "{'endpoint': 'https://p.example/x', 'keys': {'p256dh': '!', " + auth + "}}",
            "subscription.keys.p256dh must be base64url"));
    all.add(
        webPush(
            "{'endpoint': 'https://p.example/x', 'keys': {" + key + "'auth': 'AAAA'}}",
            "subscription.keys.auth must be 16 bytes"));
    all.add(
        webPush(
            "{'endpoint': 'https://p.example/x', 'keys': {" + key + auth + ", 'x': 1}}",
            "subscription.keys.x is not known"));
    // Bounds
    all.add(
        wrong(
            "POST",
            "/v1/users/full/timers",
            GOOD,
            409,
            "the user has 2 timers, which is the most"));
    all.add(
        wrong(
            "POST",
            "/v1/users/full/devices",
            "{'channel': 'websocket', 'app': 'bank'}",
            409,
            "the user has 1 devices"));
    // Versions and keys
    all.add(wrong("PUT", "/v1/users/ann/timers/TIMER", GOOD, 428, "If-Match"));
    all.add(
        wrong(
            "PUT",
            "/v1/users/ann/timers/TIMER",
            GOOD,
            412,
            "the present one is 1",
            "If-Match",
            "\"7\""));
    all.add(
        wrong(
            "PUT",
            "/v1/users/ann/timers/TIMER",
            GOOD,
            400,
            "If-Match must be one ETag",
            "If-Match",
            "7"));
    all.add(
        wrong(
            "PUT",
            "/v1/users/ann/timers/TIMER",
            GOOD,
            400,
            "If-Match must be one ETag",
            "If-Match",
            "W/\"1\""));
    all.add(
        wrong(
            "DELETE",
            "/v1/users/ann/timers/TIMER",
            "",
            412,
            "the present one is 1",
            "If-Match",
            "\"2\""));
    all.add(
        wrong(
            "POST",
            "/v1/users/full/timers",
            "{'title': 'Other', 'start': '2999-01-01T09:00', 'zone': 'UTC'}",
            422,
            "was used for another request",
            "Idempotency-Key",
            "k1"));
    all.add(
        wrong(
            "POST",
            "/v1/users/ann/timers",
            GOOD,
            400,
            "Idempotency-Key must have",
            "Idempotency-Key",
            "k".repeat(129)));
    // What is not there, and what cannot be asked
    String nobody = "6f1c2f8e-2d0b-4a57-9c35-0e8a4f6d1b20";
    all.add(wrong("GET", "/v1/users/ann/timers/" + nobody, "", 404, "the user has no such timer"));
    all.add(wrong("GET", "/v1/users/ann/timers/7", "", 404, "the user has no such timer"));
    all.add(wrong("GET", "/v1/users/bob/timers/TIMER", "", 404, "the user has no such timer"));
    all.add(
        wrong(
            "PUT",
            "/v1/users/bob/timers/TIMER",
            GOOD,
            404,
            "the user has no such timer",
            "If-Match",
            "\"1\""));
    all.add(wrong("DELETE", "/v1/users/bob/timers/TIMER", "", 404, "the user has no such timer"));
    all.add(
        wrong("GET", "/v1/users/ann/devices/" + nobody, "", 404, "the user has no such device"));
    all.add(
        wrong("DELETE", "/v1/users/ann/devices/" + nobody, "", 404, "the user has no such device"));
    all.add(wrong("GET", "/v1/users/ann/nothing", "", 404, "No static resource"));
    all.add(wrong("PATCH", "/v1/users/ann/timers", "{}", 405, "'PATCH' is not supported"));
    all.add(wrong("GET", "/v1/users/a%20b/timers", "", 400, "a user's id has 1 to 128 visible"));
    all.add(
        wrong(
            "GET",
            "/v1/users/" + "u".repeat(129) + "/timers",
            "",
            400,
            "a user's id has 1 to 128"));
    all.add(
        wrong(
            "POST",
            "/v1/users/ann/tokens",
            "{'lifeSeconds': 0}",
            422,
            "lifeSeconds must be 1 to 900"));
    all.add(
        wrong(
            "POST",
            "/v1/users/ann/tokens",
            "{'lifeSeconds': 901}",
            422,
            "lifeSeconds must be 1 to 900"));
    return all.stream();
  }

  @Test
  void thereAreAtLeastSixty() {
    assertThat(wrongs()).hasSizeGreaterThan(80);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongs")
  void itIsAnsweredWithItsStatusAndAProblemDocument(Wrong wrong) {
    Answer answer =
        worker.ask(
            wrong.method,
            wrong.path.replace("TIMER", timer),
            wrong.body,
            wrong.headers.toArray(String[]::new));
    isProblem(answer, wrong.status, wrong.says);
  }

  private static void isProblem(Answer answer, int status, String says) {
    assertThat(answer.status()).as(answer.whole().body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    StringBuilder said = new StringBuilder(answer.json().path("detail").asString());
    answer
        .json()
        .path("errors")
        .forEach(
            error ->
                said.append('\n')
                    .append(error.path("field").asString())
                    .append(' ')
                    .append(error.path("message").asString()));
    assertThat(said.toString()).contains(says);
  }

  @Test
  void allErrorsAreToldAtOnce() {
    Answer answer =
        worker.ask(
            "POST",
            "/v1/users/ann/timers",
            json("{'titel': 'x', 'start': 'tomorrow', 'ttlSeconds': 1, 'zone': 'UTC'}"));
    assertThat(answer.json().path("errors").size()).isEqualTo(4);
    assertThat(answer.json().path("detail").asString()).isEqualTo("there are 4 errors in the body");
  }

  /** Of a rule is told what is wrong with any start and in any zone, where these are not known. */
  @ParameterizedTest
  @CsvSource({
    "tomorrow,         +09:00, FREQ=WEEKLY;BYDAY=XX, start zone rrule",
    "1969-01-01T09:00, Korea,  FREQ=HOURLY,          start zone rrule",
    "2999-01-01T09:00, Korea,  FREQ=HOURLY,          zone rrule",
    "2999-01-01T09:00, '',     FREQ=HOURLY,          zone rrule",
    "tomorrow,         UTC,    FREQ=DAILY;BYHOUR=9,  start rrule",
    "tomorrow,         Korea,  ,                     start zone",
    "tomorrow,         UTC,    FREQ=DAILY,           start",
    "2999-01-02T09:00, Korea,  FREQ=DAILY;UNTIL=29990101,         zone rrule",
    "2999-01-02T09:00, Korea,  FREQ=DAILY;UNTIL=29990102T000000Z, zone"
  })
  void eachFieldOfARecurrenceThatIsWrongIsTold(
      String start, String zone, @Nullable String rrule, String fields) {
    Answer answer =
        worker.ask(
            "POST",
            "/v1/users/ann/timers",
            json(
                "{'title': 'Rent', 'start': '%s', 'zone': '%s', 'rrule': '%s'}"
                    .formatted(start, zone, rrule == null ? "" : rrule)));
    assertThat(answer.status()).isEqualTo(422);
    List<String> wrong = new ArrayList<>();
    answer.json().path("errors").forEach(error -> wrong.add(error.path("field").asString()));
    assertThat(wrong).as(answer.whole().body()).containsExactly(fields.split(" "));
  }

  @Test
  void whoShowsNoGoodTokenIsNotLetIn() {
    String path = "/v1/users/ann/timers";
    isProblem(worker.askPlainly("GET", path, ""), 401, "a token is needed");
    isProblem(
        worker.askPlainly("GET", path, "", "Authorization", "Basic YTpi"),
        401,
        "a token is needed");
    for (String token :
        List.of(
            "x",
            RunningPushWorker.SERVICE_TOKEN + "x",
            annsToken + "x",
            annsToken.replace("t1.", "t2."),
            annsToken.replaceFirst("\\.[0-9]+\\.", ".9999999999."),
            "")) {
      isProblem(
          worker.askPlainly("GET", path, "", "Authorization", "Bearer " + token), 401, "token");
    }
  }

  @Test
  void aUserTokenIsGoodForItsUserOnly() {
    String[] ann = {"Authorization", "Bearer " + annsToken};
    assertThat(worker.askPlainly("GET", "/v1/users/ann/timers", "", ann).status()).isEqualTo(200);
    for (String path :
        List.of("/v1/users/bob/timers", "/v1/users/full/devices", "/v1/users/Ann/timers")) {
      isProblem(worker.askPlainly("GET", path, "", ann), 403, "good for another user only");
    }
    isProblem(worker.askPlainly("DELETE", "/v1/users/ann", "", ann), 403, "only the service token");
    isProblem(
        worker.askPlainly(
            "POST",
            "/v1/users/ann/tokens",
            "{}",
            "Content-Type",
            "application/json",
            ann[0],
            ann[1]),
        403,
        "only the service token");
  }

  @Test
  void aBodyThatIsNoJsonIsNotTaken() {
    isProblem(
        worker.askPlainly(
            "POST",
            "/v1/users/ann/timers",
            "title=Rent",
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Authorization",
            "Bearer " + RunningPushWorker.SERVICE_TOKEN),
        415,
        "is not supported");
  }
}
