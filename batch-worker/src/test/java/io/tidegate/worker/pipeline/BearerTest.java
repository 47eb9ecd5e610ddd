package io.tidegate.worker.pipeline;

import static io.tidegate.worker.pipeline.WorkerUnderTest.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;

/** Each consent's own token goes into its calls, and nowhere else. */
class BearerTest {
  private static final int USERS = 20;
  private static final Duration OPEN = Duration.ofSeconds(25);

  private final PrintStream console = System.out;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @BeforeEach
  void readAlong() {
    System.setOut(new PrintStream(log, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(console);
    console.print(log.toString(UTF_8));
  }

  @Test
  void everyUsersCallsShowTheUsersOwnTokenWhichStandsInNoLogAndNoTrial() throws Exception {
    try (WorkerUnderTest worker = new WorkerUnderTest("--logging.level.io.tidegate=trace").start();
        Counterpart institution = new Counterpart()) {
      institution.behaves(
          (call, request) -> {
            String shown = call.headers().getOrDefault("authorization", "");
            if (shown.isEmpty()) {
              Counterpart.answer(request, 401, "{}");
            } else {
              // Some institutions say again what they were told.
              Counterpart.answer(request, 200, "{\"access_token\":\"" + shown.substring(7) + "\"}");
            }
          });
      String policy =
          MinutePipelineTest.policy(
              "T60",
              institution,
              """
              auth: bearer
              calls: [{name: accounts, get: "/accounts?user={user}"}]
              """);
      int id = worker.institution("T60", policy);
      worker.consents(id, USERS);
      worker
          .owner
          .sql(
              """
              INSERT INTO consent_token (institution_id, ring_key, user_id, token)
              SELECT institution_id, ring_key, user_id, 'secret-of-' || user_id FROM consent
              WHERE institution_id = :id AND user_id <> 'u-7'
              """)
          .param("id", id)
          .update();
      long trial = ask(worker, "u-3");
      worker.obey(worker.command(id, "T60", 0, 1, OPEN, Duration.ofMillis(20), 100));

      String refreshed =
          "SELECT count(*) FROM consent WHERE succeeded_at > '-infinity' AND institution_id = ";
      await("all with a token are settled", () -> worker.count(refreshed + id) == USERS - 1);
      await(
          "who has none is given up",
          () -> worker.count("SELECT count(*) FROM given_up WHERE user_id = 'u-7'") == 1);

      Map<String, String> shown = new HashMap<>();
      institution
          .arrivals()
          .forEach(
              call ->
                  shown.merge(
                      call.parameter("user"),
                      call.headers().getOrDefault("authorization", "none"),
                      (before, now) -> before.equals(now) ? now : before + " and " + now));
      assertThat(shown).hasSize(USERS);
      shown.forEach(
          (user, token) ->
              assertThat(token)
                  .as(user)
                  .isEqualTo(user.equals("u-7") ? "none" : "Bearer secret-of-" + user));

      await(
          "the trial is over",
          () -> worker.count("SELECT count(*) FROM trial WHERE finished_at IS NOT NULL") == 1);
      String seen = show(worker, trial);
      assertThat(seen).containsIgnoringCase("authorization: ***").contains("\\\"access_token\\\"");
      assertThat(seen).doesNotContain("secret-of");
      assertThat(
              worker.count(
                  "SELECT count(*) FROM trial_call WHERE request || answer LIKE '%secret-of%'"))
          .isZero();
    }
    assertThat(log.toString(UTF_8)).contains("ServerLease").doesNotContain("secret-of");
  }

  private static URI at(WorkerUnderTest worker, String path) {
    String port = worker.bean(Environment.class).getProperty("local.server.port");
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static long ask(WorkerUnderTest worker, String user) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(at(worker, "/v1/trials"))
                  .header("content-type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"institution\":\"T60\",\"user\":\"" + user + "\"}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
    return worker.count("SELECT max(id) FROM trial");
  }

  private static String show(WorkerUnderTest worker, long trial) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(at(worker, "/v1/trials/" + trial)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
