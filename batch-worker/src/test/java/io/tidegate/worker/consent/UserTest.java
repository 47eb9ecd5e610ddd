package io.tidegate.worker.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Topics;
import io.tidegate.worker.RunningWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an operator asks a whole worker about single users. */
class UserTest {
  private static final TestDatabase DATABASE = TestServers.database();
  private static final JdbcClient OWNER = JdbcClient.create(DATABASE.owner());

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static RunningWorker running;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static URI worker;

  @BeforeAll
  static void startWorker() {
    TestServers.kafkaWith(1, Topics.BODIES);
    OWNER
        .sql(
            """
            INSERT INTO institution (code, name, zone) VALUES
              ('OPEN', 'O', 'Asia/Seoul'), ('SHUT', 'S', 'Asia/Seoul'), ('RAW', 'R', 'UTC'),
              ('TOKEN', 'T', 'UTC'), ('ROUND', 'W', 'UTC')
            """)
        .update();
    policy("OPEN", "\"always\"");
    policy("TOKEN", "\"always\"");
    policy("ROUND", "\"always\"");
    OWNER
        .sql("UPDATE policy_version SET source = source || 'auth: bearer' WHERE source ~ 'TOKEN'")
        .update();
    // Closed now, whatever time it is: an hour that begins in six.
    policy(
        "SHUT",
        OWNER
            .sql(
                """
                SELECT to_char(now() AT TIME ZONE 'Asia/Seoul' + interval '6 h', '"\\""HH24"00:"')
                    || to_char(now() AT TIME ZONE 'Asia/Seoul' + interval '7 h', 'HH24"00\\""')
                """)
            .query(String.class)
            .single());
    running = RunningWorker.start(DATABASE, "--tidegate.imports.look-around=100ms");
    worker = running.url();
  }

  private static void policy(String code, String window) {
    OWNER
        .sql(
            """
            INSERT INTO policy_version (institution_id, version, source, effective_from)
            SELECT id, 1, :source, date_trunc('minute', now(), 'UTC') - interval '1 h'
            FROM institution WHERE code = :code
            """)
        .param("code", code)
        .param(
            "source",
            """
            code: %s
            name: A bank
            zone: Asia/Seoul
            windows: [%s]
            cycle: P7D
            quota: [{scope: consent, times: 1, per: calendar-week, from: SUNDAY, counts: successes}]
            limits: [{calls: 10, per: second}]
            max-in-flight: 10
            endpoints: [{url: "http://127.0.0.1:9"}]
            calls: [{name: accounts, get: "/v1/accounts"}]
            """
                .formatted(code, window))
        .update();
  }

  @AfterAll
  static void stopWorker() {
    running.close();
    DATABASE.close();
  }

  @Test
  void aUsersConsentsAreShownWithLastOutcomesAndNextTurn() {
    consent("OPEN", "show me");
    consent("RAW", "show me");
    OWNER
        .sql(
            """
            INSERT INTO call_failure
            SELECT 'T1', id, 'show me', 'balance', '110-22', 1, 'throttled', 429, '42901', now(), 31000, 1
            FROM institution WHERE code = 'RAW'
            """)
        .update();
    OWNER
        .sql(
            """
            INSERT INTO retry (institution_id, ring_key, user_id, kind, due_at, attempts)
            SELECT id, ring_key('show me'), 'show me', 'failed', '2099-01-01T00:00:00Z', 2
            FROM institution WHERE code = 'RAW'
            """)
        .update();
    HttpResponse<String> shown = send("GET", "/v1/consents?user=show%20me", "");
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body())
        .contains(
            "\"institution\":\"OPEN\"",
            "\"state\":\"active\"",
            "in the institution's first round, which has not begun",
            "\"institution\":\"RAW\"",
            "in the retry queue (failed, 2 attempts so far), due at 2099-01-01T00:00:00Z",
            "\"responseClass\":\"throttled\"",
            "\"code\":\"42901\"");
    assertThat(send("GET", "/v1/consents?user=nobody", "").statusCode()).isEqualTo(404);
  }

  @Test
  void whoseQuotaIsUsedUpHasNoTurnBeforeItIsFreeAndARoundIsShownWithItsEnd() {
    consent("ROUND", "had a turn");
    consent("ROUND", "waits");
    OWNER
        .sql("UPDATE consent SET counted_at = now(), succeeded_at = now() WHERE user_id = :user")
        .param("user", "had a turn")
        .update();
    OWNER
        .sql("SELECT ring_cut(id, 1, now()) FROM institution WHERE code = 'ROUND'")
        .query(Boolean.class)
        .single();
    assertThat(nextTurn("had a turn"))
        .matches(
            "not before \\d{4}-\\d\\d-\\d\\d 00:00:00 Asia/Seoul: its quota is used up until then");
    assertThat(nextTurn("waits"))
        .matches("later in the round that began at .*Z and ends at .*T15:00:00Z");
    OWNER
        .sql(
            """
            UPDATE lane SET round_over = true
            WHERE institution_id = (SELECT id FROM institution WHERE code = 'ROUND')
            """)
        .update();
    assertThat(nextTurn("waits")).matches("in the next round, from .*T15:00:00Z on");
    OWNER
        .sql(
            """
            UPDATE lane SET round_began_at = now() - interval '8 d'
            WHERE institution_id = (SELECT id FROM institution WHERE code = 'ROUND')
            """)
        .update();
    assertThat(nextTurn("waits"))
        .isEqualTo("in the round that begins with the next minute in which the window is open");
  }

  private static String nextTurn(String user) {
    String shown = send("GET", "/v1/consents?user=" + user.replace(" ", "%20"), "").body();
    String field = "\"nextTurn\":\"";
    int from = shown.indexOf(field) + field.length();
    return shown.substring(from, shown.indexOf('"', from));
  }

  @Test
  void anErasedUserStandsNowhereAndReadersOfBodiesAreTold() {
    consent("OPEN", "gone/1");
    consent("OPEN", "stays");
    OWNER
        .sql(
            """
            INSERT INTO consent_token
            SELECT id, ring_key('gone/1'), 'gone/1', 't' FROM institution WHERE code = 'OPEN'
            """)
        .update();
    OWNER
        .sql(
            """
            INSERT INTO call_failure
            SELECT 'T9', id, 'gone/1', 'accounts', NULL, 1, 'transient', 503, NULL, now(), 1, 1
            FROM institution WHERE code = 'OPEN'
            """)
        .update();
    OWNER.sql("INSERT INTO trial (institution_id, user_id) VALUES (1, 'gone/1')").update();
    assertThat(send("DELETE", "/v1/consents?user=gone%2F1", "").body())
        .isEqualTo("{\"consents\":1,\"underWayUntil\":null}");
    for (String table : tablesWithUsers()) {
      assertThat(
              OWNER
                  .sql("SELECT count(*) FROM " + table + " WHERE user_id = 'gone/1'")
                  .query(Long.class)
                  .single())
          .as(table)
          .isZero();
    }
    assertThat(send("GET", "/v1/consents?user=stays", "").statusCode()).isEqualTo(200);
    assertThat(send("DELETE", "/v1/consents?user=gone%2F1", "").body())
        .isEqualTo("{\"consents\":0,\"underWayUntil\":null}");
    assertThat(lastBodyKey()).isEqualTo("gone/1 without a value");
  }

  @Test
  void aUserIsErasedWhileAnImportRenewsHisToken() throws SQLException {
    consent("OPEN", "renewed");
    OWNER
        .sql(
            """
            INSERT INTO consent_token
            SELECT id, ring_key('renewed'), 'renewed', 'old' FROM institution WHERE code = 'OPEN'
            """)
        .update();
    CompletableFuture<HttpResponse<String>> erased;
    try (Connection session = DATABASE.owner().getConnection();
        Statement importer = session.createStatement()) {
      session.setAutoCommit(false);
      importer.execute("SELECT FROM consent WHERE user_id = 'renewed' FOR KEY SHARE");
      importer.execute("UPDATE consent_token SET token = 'new' WHERE user_id = 'renewed'");
      erased = CompletableFuture.supplyAsync(() -> send("DELETE", "/v1/consents?user=renewed", ""));
      awaitABlockedStatement();
      importer.execute(
          """
          SELECT ring_import(id, ARRAY[ring_key('renewed')], ARRAY['renewed'], ARRAY[60],
                             ARRAY[NULL::timestamptz], ARRAY[NULL::timestamptz], ARRAY[NULL::text],
                             ARRAY[NULL::timestamptz], false)
          FROM institution WHERE code = 'OPEN'
          """);
      session.commit();
    }
    assertThat(erased)
        .succeedsWithin(Duration.ofSeconds(30))
        .extracting(HttpResponse::body)
        .isEqualTo("{\"consents\":1,\"underWayUntil\":null}");
  }

  @Test
  void aUserIsErasedWithTheTokenThatAnImportBringsMeanwhile() throws SQLException {
    consent("OPEN", "first token");
    CompletableFuture<HttpResponse<String>> erased;
    try (Connection session = DATABASE.owner().getConnection();
        Statement importer = session.createStatement()) {
      session.setAutoCommit(false);
      importer.execute(
          """
          INSERT INTO consent_token
          SELECT id, ring_key('first token'), 'first token', 't' FROM institution
          WHERE code = 'OPEN'
          """);
      importer.execute("UPDATE consent SET cycle_seconds = 60 WHERE user_id = 'first token'");
      erased =
          CompletableFuture.supplyAsync(
              () -> send("DELETE", "/v1/consents?user=first%20token", ""));
      awaitABlockedStatement();
      session.commit();
    }
    assertThat(erased)
        .succeedsWithin(Duration.ofSeconds(30))
        .extracting(HttpResponse::body)
        .isEqualTo("{\"consents\":1,\"underWayUntil\":null}");
    assertThat(
            OWNER
                .sql("SELECT count(*) FROM consent_token WHERE user_id = 'first token'")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void noTokenStaysOfAUserWhoIsErasedBeforeTheImportIsCommitted() throws SQLException {
    consent("OPEN", "as before");
    String other =
        OWNER
            .sql(
                """
                SELECT 'other ' || n FROM generate_series(1, 999) AS n
                WHERE ring_arc_of(ring_key('other ' || n)) <> ring_arc_of(ring_key('as before'))
                LIMIT 1
                """)
            .query(String.class)
            .single();
    CompletableFuture<HttpResponse<String>> erased;
    try (Connection session = DATABASE.owner().getConnection();
        Statement holder = session.createStatement()) {
      session.setAutoCommit(false);
      holder.execute(
          """
          INSERT INTO ring_arc AS a (institution_id, arc, consents)
          SELECT id, ring_arc_of(ring_key('%s')), 0 FROM institution WHERE code = 'OPEN'
          ON CONFLICT (institution_id, arc) DO UPDATE SET consents = a.consents
          """
              .formatted(other));
      String csv = "institution,user,token\nOPEN,as before,t\nOPEN," + other + ",t\n";
      assertThat(send("POST", "/v1/imports?name=tokens.csv", csv, "text/csv").statusCode())
          .isEqualTo(202);
      awaitABlockedStatement();
      erased =
          CompletableFuture.supplyAsync(() -> send("DELETE", "/v1/consents?user=as%20before", ""));
      awaitBlockedStatements(2, erased::isDone);
    }
    assertThat(erased)
        .succeedsWithin(Duration.ofSeconds(30))
        .extracting(HttpResponse::body)
        .isEqualTo("{\"consents\":1,\"underWayUntil\":null}");
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!isTrue("SELECT bool_and(state = 'done') FROM import_file")) {
      assertThat(System.nanoTime()).as("the import should be done by now").isLessThan(end);
      Thread.onSpinWait();
    }
    assertThat(
            OWNER
                .sql("SELECT user_id FROM consent_token WHERE user_id IN ('as before', :other)")
                .param("other", other)
                .query(String.class)
                .list())
        .containsExactly(other);
  }

  private static boolean isTrue(String question) {
    return OWNER.sql(question).query(Boolean.class).single();
  }

  private static void awaitABlockedStatement() {
    awaitBlockedStatements(1, () -> false);
  }

  private static void awaitBlockedStatements(int count, BooleanSupplier orElse) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (OWNER
                .sql(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                    """)
                .query(Long.class)
                .single()
            < count
        && !orElse.getAsBoolean()) {
      assertThat(System.nanoTime()).as("a statement should wait by now").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void whoIsErasedInTheMidstOfARefreshIsToBeErasedAgainWhenItIsOver() {
    consent("OPEN", "at work");
    consent("OPEN", "done");
    OWNER
        .sql(
            """
            INSERT INTO page (institution_id, lane, first_instant, lanes, span_seconds, registration,
                              number, round, round_ends_at, claimed_at, ends_at, sweep_at, from_key,
                              to_key, attempts, keep_counted, keep_starts, keep_succeeded, size,
                              retries, settled, users)
            SELECT id, 0, now(), 1, 60, 1, 1, 1, '2099-02-01T00:00:00Z', now(), '2099-01-01T00:00:00Z',
                   '2099-01-01T00:00:50Z', 0, 0, 5, 1, 0, 1, 2, 0, '01', '{at work,done}'
            FROM institution WHERE code = 'OPEN'
            """)
        .update();
    assertThat(send("DELETE", "/v1/consents?user=done", "").body())
        .isEqualTo("{\"consents\":1,\"underWayUntil\":null}");
    assertThat(send("DELETE", "/v1/consents?user=at%20work", "").body())
        .isEqualTo("{\"consents\":1,\"underWayUntil\":\"2099-01-01T00:00:50Z\"}");
  }

  @Test
  void aNameThatAPageKeptGoesWhenItsUserIsErasedAgain() {
    OWNER
        .sql(
            """
            INSERT INTO page (institution_id, lane, first_instant, lanes, span_seconds, registration,
                              number, round, round_ends_at, claimed_at, ends_at, sweep_at, from_key,
                              to_key, attempts, keep_counted, keep_starts, keep_succeeded, size,
                              retries, settled, users, ended_at)
            SELECT id, 0, now(), 1, 60, 1, 1, 1, '2099-02-01T00:00:00Z', now(), '2099-01-01T00:00:00Z',
                   '2099-01-01T00:00:50Z', 0, 0, 5, 1, 0, 1, 1, 0, '1', '{kept}', now()
            FROM institution WHERE code = 'OPEN'
            """)
        .update();
    assertThat(send("DELETE", "/v1/consents?user=kept", "").body())
        .isEqualTo("{\"consents\":0,\"underWayUntil\":null}");
    assertThat(
            OWNER
                .sql("SELECT count(*) FROM page WHERE 'kept' = ANY (users)")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void aTrialIsARowOfTheRetryQueueAndIsAskedForOnce() {
    consent("OPEN", "try me");
    HttpResponse<String> answer = ask("OPEN", "try me");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).contains("\"finishedAt\":null", "\"calls\":[]");
    assertThat(
            OWNER
                .sql(
                    "SELECT kind || ' ' || (trace IS NOT NULL) FROM retry WHERE user_id = 'try me'")
                .query(String.class)
                .single())
        .isEqualTo("trial true");
    HttpResponse<String> again = ask("OPEN", "try me");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("under way already");
    assertThat(send("GET", "/v1/trials/999999", "").statusCode()).isEqualTo(404);
  }

  @Test
  void aTrialThatMustNotBeMadeIsRefusedWithItsReason() {
    consent("SHUT", "s");
    consent("OPEN", "used up");
    consent("OPEN", "ended");
    consent("RAW", "no policy");
    OWNER.sql("UPDATE consent SET counted_at = now() WHERE user_id = 'used up'").update();
    OWNER
        .sql("UPDATE consent SET ended_at = now(), end_reason = 'x' WHERE user_id = 'ended'")
        .update();
    assertRefused("SHUT", "s", 409, "its window is closed, and opens at ");
    assertRefused("OPEN", "used up", 409, "its quota for this user is used up until ");
    assertRefused("OPEN", "ended", 409, "the consent has ended (x)");
    assertRefused("RAW", "no policy", 409, "no policy in force");
    assertRefused("OPEN", "nobody", 404, "there is no consent of user nobody at OPEN");
    assertRefused("NONE", "s", 404, "there is no institution NONE");
    assertThat(
            OWNER
                .sql("SELECT count(*) FROM trial WHERE user_id <> 'try me'")
                .query(Long.class)
                .single())
        .isZero();
  }

  private static void assertRefused(String code, String user, int status, String sentence) {
    HttpResponse<String> answer = ask(code, user);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(sentence);
  }

  @Test
  void consentsThatLackTheTokenWhichTheirInstitutionAsksForAreCounted() {
    for (String user : List.of("has one", "has none", "has none either", "is over")) {
      consent("TOKEN", user);
    }
    consent("OPEN", "needs none");
    OWNER
        .sql(
            """
            INSERT INTO consent_token (institution_id, ring_key, user_id, token)
            SELECT institution_id, ring_key, user_id, 't' FROM consent WHERE user_id = 'has one'
            """)
        .update();
    OWNER
        .sql("UPDATE consent SET ended_at = now(), end_reason = 'import' WHERE user_id = 'is over'")
        .update();
    HttpResponse<String> missing = send("GET", "/v1/consents/missing-tokens", "");
    assertThat(missing.statusCode()).isEqualTo(200);
    assertThat(missing.body()).isEqualTo("[{\"institution\":\"TOKEN\",\"consents\":2}]");
  }

  private static HttpResponse<String> ask(String code, String user) {
    return send(
        "POST", "/v1/trials", "{\"institution\":\"%s\",\"user\":\"%s\"}".formatted(code, user));
  }

  private static List<@Nullable String> tablesWithUsers() {
    return OWNER
        .sql(
            """
            SELECT table_name FROM information_schema.columns
            WHERE column_name = 'user_id' AND table_schema = 'public' AND table_name !~ '^consent_[0-9]'
            """)
        .query(String.class)
        .list();
  }

  private static String lastBodyKey() {
    TopicPartition only = new TopicPartition(Topics.BODIES, 0);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", TestServers.kafka()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(only));
      consumer.seekToEnd(List.of(only));
      consumer.seek(only, consumer.position(only) - 1);
      var record = consumer.poll(Duration.ofSeconds(30)).iterator().next();
      return record.key() + (record.value() == null ? " without a value" : " with a value");
    }
  }

  private static void consent(String code, String user) {
    OWNER
        .sql(
            """
            INSERT INTO consent (institution_id, ring_key, user_id, eligible_from)
            SELECT id, ring_key(:user), :user, now() FROM institution WHERE code = :code
            """)
        .param("code", code)
        .param("user", user)
        .update();
  }

  private static HttpResponse<String> send(String method, String path, String body) {
    return send(method, path, body, "application/json");
  }

  private static HttpResponse<String> send(String method, String path, String body, String type) {
    HttpRequest request =
        HttpRequest.newBuilder(worker.resolve(path))
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
