package io.tidegate.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.push.RunningPushWorker.Answer;
import io.tidegate.push.device.DeadTokens;
import io.tidegate.push.device.Devices;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** What apps do all day, over HTTP. */
class TimersAndDevicesTest {
  private static TestDatabase database;
  private static RunningPushWorker worker;

  @BeforeAll
  static void start() {
    database = TestServers.database();
    worker = RunningPushWorker.start(database, "--tidegate.push.poll.enabled=false");
  }

  @AfterAll
  static void stop() {
    worker.close();
    database.close();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static Answer timer(String user, String more, String... headers) {
    return worker.ask(
        "POST",
        "/v1/users/" + user + "/timers",
        json("{'title': 'Rent', 'start': '2026-01-31T09:00', 'zone': 'Asia/Seoul'" + more + "}"),
        headers);
  }

  private static Answer device(String user, String token, String... headers) {
    return worker.ask(
        "POST",
        "/v1/users/" + user + "/devices",
        json("{'channel': 'apns', 'app': 'bank', 'token': '" + token.repeat(64) + "'}"),
        headers);
  }

  @Test
  void aTimerIsMadeShownChangedAndRemoved() {
    Answer made =
        timer(
            "carol",
            ", 'rrule': 'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=1200', 'body': 'é \\u0022 €', "
                + "'data': {'account': '7'}, 'link': 'https://example.com/rent'");
    assertThat(made.status()).as(made.whole().body()).isEqualTo(201);
    assertThat(made.header("ETag")).isEqualTo("\"1\"");
    assertThat(made.json().path("rrule").asString())
        .isEqualTo("FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=21251231");
    assertThat(Instant.parse(made.json().path("nextOccurrence").asString())).isAfter(Instant.now());
    String at = made.header("Location");
    assertThat(worker.ask("GET", at, "").json().path("body").asString()).isEqualTo("é \" €");

    Answer changed =
        worker.ask(
            "PUT",
            at,
            json("{'title': 'Once', 'start': '2999-01-01T00:00', 'zone': 'UTC'}"),
            "If-Match",
            "\"1\"");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(changed.json().path("rrule").isNull()).isTrue();
    assertThat(changed.json().path("data").size()).isZero();
    assertThat(changed.json().path("nextOccurrence").asString()).isEqualTo("2999-01-01T00:00:00Z");

    assertThat(worker.ask("GET", "/v1/users/carol/timers", "").json().size()).isOne();
    assertThat(worker.ask("DELETE", at, "", "If-Match", "\"2\"").status()).isEqualTo(204);
    assertThat(worker.ask("GET", at, "").status()).isEqualTo(404);
    assertThat(worker.ask("DELETE", at, "").status()).isEqualTo(404);
  }

  @Test
  void aTimerIsCreatedWhenItIsAndTheOldestComesFirst() {
    JdbcClient clock = JdbcClient.create(database.owner());
    List<Answer> made = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      Instant before = now(clock);
      Answer answer = timer("mona", ", 'rrule': 'FREQ=DAILY'");
      made.add(answer);
      assertThat(created(answer)).isBetween(before, now(clock));
      assertThat(Instant.parse(answer.json().path("changedAt").asString()))
          .isAfterOrEqualTo(created(answer));
    }
    List<String> ids = made.stream().map(answer -> answer.json().path("id").asString()).toList();
    List<String> listed = new ArrayList<>();
    worker
        .ask("GET", "/v1/users/mona/timers", "")
        .json()
        .forEach(timer -> listed.add(timer.path("id").asString()));
    assertThat(listed).isEqualTo(ids);
    Answer changed =
        worker.ask(
            "PUT",
            made.getFirst().header("Location"),
            json("{'title': 'Once', 'start': '2999-01-01T00:00', 'zone': 'UTC'}"),
            "If-Match",
            "\"1\"");
    assertThat(created(changed)).isEqualTo(created(made.getFirst()));
  }

  private static Instant created(Answer answer) {
    return Instant.parse(answer.json().path("createdAt").asString());
  }

  private static Instant now(JdbcClient clock) {
    return clock.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
  }

  @Test
  void anAppleTokenIsTheSameDeviceHoweverItsDigitsAreWritten() {
    device("kate", "EF");
    device("liam", "ef");
    assertThat(worker.ask("GET", "/v1/users/kate/devices", "").json().size()).isZero();
    assertThat(worker.ask("GET", "/v1/users/liam/devices", "").json().size()).isOne();
  }

  @Test
  void aTimerThatIsNotEnabledHasNoNextOccurrence() {
    assertThat(
            timer("dora", ", 'rrule': 'FREQ=DAILY', 'enabled': false")
                .json()
                .path("nextOccurrence")
                .isNull())
        .isTrue();
  }

  @Test
  void theSameCreationAskedForTwiceCreatesOnce() {
    String daily = ", 'rrule': 'FREQ=DAILY'";
    Answer first = timer("erin", daily, "Idempotency-Key", "k");
    Answer second = timer("erin", daily, "Idempotency-Key", "k");
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.json().path("id")).isEqualTo(first.json().path("id"));
    assertThat(worker.ask("GET", "/v1/users/erin/timers", "").json().size()).isOne();
    // Of another user the key is another one.
    assertThat(timer("frank", daily, "Idempotency-Key", "k").json().path("id"))
        .isNotEqualTo(first.json().path("id"));
    worker.ask("DELETE", first.header("Location"), "");
    assertThat(timer("erin", daily, "Idempotency-Key", "k").status()).isEqualTo(409);
  }

  @Test
  void aTokenThatAnotherUserRegistersMovesAndHasANewId() {
    Answer anns = device("grace", "a");
    assertThat(anns.status()).isEqualTo(201);
    assertThat(anns.json().path("tokenEnd").asString()).isEqualTo("aaaaaa");
    assertThat(anns.whole().body()).doesNotContain("a".repeat(7));
    Answer again = device("grace", "a");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("id")).isEqualTo(anns.json().path("id"));
    assertThat(again.header("ETag")).isEqualTo("\"2\"");

    Answer bobs = device("henry", "a");
    assertThat(bobs.status()).isEqualTo(201);
    assertThat(bobs.json().path("id")).isNotEqualTo(anns.json().path("id"));
    assertThat(worker.ask("GET", "/v1/users/grace/devices", "").json().size()).isZero();
    assertThat(worker.ask("GET", "/v1/users/henry/devices", "").json().size()).isOne();
  }

  @Test
  void aDeadTokenGoesUnlessItWasRenewedSince() {
    UUID id = UUID.fromString(device("ivan", "b").json().path("id").asString());
    Devices devices = worker.bean(Devices.class);
    Instant renewed = devices.find("ivan", id).orElseThrow().renewedAt();
    DeadTokens dead = worker.bean(DeadTokens.class);
    assertThat(dead.remove(Map.of(id, renewed.minusMillis(1)))).isZero();
    assertThat(devices.all(List.of(id))).hasSize(1);
    assertThat(dead.remove(Map.of(id, renewed.plusMillis(1)))).isOne();
    assertThat(devices.find("ivan", id)).isEmpty();
  }

  @Test
  void aUserIsErasedWhole() {
    timer("judy", ", 'rrule': 'FREQ=DAILY'", "Idempotency-Key", "k");
    device("judy", "c");
    JdbcClient owner = JdbcClient.create(database.owner());
    owner
        .sql(
            """
            INSERT INTO dead_letter (push_id, user_id, device_id, channel, app, reason, attempts, due_at, push)
            VALUES ('x', 'judy', gen_random_uuid(), 'apns', 'bank', 'refused', 1, now(), '{}')
            """)
        .update();
    Answer erased = worker.ask("DELETE", "/v1/users/judy", "");
    assertThat(erased.status()).isEqualTo(200);
    assertThat(erased.json().toString())
        .isEqualTo(json("{'deadLetters':1,'devices':1,'timers':1}"));
    for (String table : List.of("timer", "device", "push_creation", "dead_letter")) {
      assertThat(
              owner
                  .sql("SELECT count(*) FROM " + table + " WHERE user_id = 'judy'")
                  .query(Long.class)
                  .single())
          .as(table)
          .isZero();
    }
    assertThat(worker.ask("DELETE", "/v1/users/judy", "").json().path("timers").asInt()).isZero();
  }

  @Test
  void theDescriptionNamesEveryPathAndMethodThatThereIs() {
    JsonNode described = worker.askPlainly("GET", "/v1/openapi.json", "").json().path("paths");
    Set<String> said = new TreeSet<>();
    described.forEachEntry(
        (path, item) ->
            item.forEachEntry(
                (method, operation) -> {
                  if (!method.equals("parameters")) {
                    said.add(method.toUpperCase(Locale.ROOT) + " " + path);
                  }
                }));
    Set<String> there = new TreeSet<>();
    worker
        .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(
            mapping ->
                mapping.getPatternValues().stream()
                    .filter(path -> path.startsWith("/v1/"))
                    .forEach(
                        path ->
                            mapping
                                .getMethodsCondition()
                                .getMethods()
                                .forEach(method -> there.add(method + " " + path))));
    assertThat(said).isEqualTo(there).hasSizeGreaterThan(10);
  }
}
