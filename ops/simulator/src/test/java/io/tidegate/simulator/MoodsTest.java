package io.tidegate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoodsTest {
  @TempDir Path folder;

  @Test
  void anInstitutionThatIsDownRefusesConnectionsAndComesBackOnTheSamePort() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      assertThat(bank.accountsOf("anna").statusCode()).isEqualTo(200);
      bank.mood("{\"mood\":\"down\"}");
      assertThatThrownBy(() -> bank.accountsOf("ben")).isInstanceOf(ConnectException.class);
      bank.mood("{\"mood\":\"normal\"}");
      assertThat(bank.accountsOf("carl").statusCode()).isEqualTo(200);
      assertThat(bank.rows()).hasSize(2);
    }
  }

  @Test
  void aConnectionThatIsCutIsARowWithoutAStatus() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      bank.mood("{\"mood\":\"resetting\"}");

      assertThatThrownBy(() -> bank.accountsOf("anna")).isInstanceOf(IOException.class);

      assertThat(bank.counts().getInteger("unanswered")).isPositive();
      assertThat(bank.rows()).allMatch(row -> row.startsWith("BANK,anna,accounts,,1,"));
      assertThat(bank.rows()).allMatch(row -> row.endsWith(",0,"));
    }
  }

  @Test
  void throttlingSaysWhenToComeBackInEitherForm() throws Exception {
    String date = "Wed, 21 Oct 2026 07:28:00 GMT";
    try (Bank bank = Bank.open(folder)) {
      bank.mood("{\"mood\":\"throttling\",\"retryAfter\":\"7\"}");
      HttpResponse<String> seconds = bank.accountsOf("anna");
      bank.mood("{\"mood\":\"throttling\",\"retryAfter\":\"" + date + "\"}");
      HttpResponse<String> atDate = bank.accountsOf("anna");

      assertThat(seconds.statusCode()).isEqualTo(429);
      assertThat(seconds.headers().firstValue("Retry-After")).contains("7");
      assertThat(atDate.headers().firstValue("Retry-After")).contains(date);
    }
  }

  @Test
  void maintenanceComesAsAnErrorOfTheServer() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      bank.mood("{\"mood\":\"maintenance\"}");
      assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("500/50008");
    }
  }

  @Test
  void failingDrawsFromAllTransientCodes() throws Exception {
    Set<String> seen = new HashSet<>();
    try (Bank bank = Bank.open(folder)) {
      bank.mood("{\"mood\":\"failing\"}");
      for (int i = 0; i < 100; i++) {
        seen.add(Bank.code(bank.accountsOf("anna")));
      }
    }
    assertThat(seen).contains("500/50001", "500/50002", "500/50003", "500/50004").hasSize(7);
  }

  @Test
  void aShareOfCallsSuffers() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      bank.mood("{\"mood\":\"failing\",\"share\":0.5}");
      int failed = 0;
      for (int i = 0; i < 200; i++) {
        failed += bank.accountsOf("anna").statusCode() == 500 ? 1 : 0;
      }
      assertThat(failed).isBetween(60, 140);
    }
  }

  @Test
  void garbageIsNoSuccessAndIsMarkedInTheLedger() throws Exception {
    int json = 0;
    try (Bank bank = Bank.open(folder)) {
      bank.mood("{\"mood\":\"garbage\"}");
      for (int i = 0; i < 50; i++) {
        HttpResponse<String> answer = bank.accountsOf("anna");
        assertThat(answer.statusCode()).isEqualTo(200);
        json += isSuccess(answer.body()) ? 1 : 0;
      }
      assertThat(bank.rows()).allMatch(row -> row.endsWith(",200,garbage"));
    }
    assertThat(json).isZero();
  }

  private static boolean isSuccess(String body) {
    try {
      return "00000".equals(new JsonObject(body).getValue("rsp_code"));
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void aHangingCallIsARowOnceTheCallerGivesUp() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      bank.mood("{\"mood\":\"hanging\"}");

      assertThatThrownBy(
              () ->
                  bank.send(
                      bank.request("anna", Bank.accounts("0")).timeout(Duration.ofMillis(300))))
          .isInstanceOf(HttpTimeoutException.class);

      while (bank.counts().getInteger("unanswered") == 0) {
        Thread.onSpinWait();
      }
      assertThat(bank.rows()).singleElement().asString().endsWith(",0,");
    }
  }

  @Test
  void aSlowInstitutionAnswersAfterItsLatency() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      bank.mood("{\"mood\":\"slow\",\"latency\":\"PT0.3S\",\"spread\":0}");
      long before = System.nanoTime();
      assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("200/00000");
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }
  }

  @Test
  void aCallerWhoDoesNotWaitForASlowAnswerHasHadNoSuccess() throws Exception {
    String yaml =
        Bank.POLICY.replace(
            "quota: []",
            "quota: [{scope: call, times: 1, per: calendar-month, counts: successes}]");
    try (Bank bank = Bank.open(folder, yaml)) {
      bank.mood("{\"mood\":\"slow\",\"latency\":\"PT9M\",\"spread\":0}");
      assertThatThrownBy(
              () ->
                  bank.send(
                      bank.request("anna", Bank.accounts("0")).timeout(Duration.ofMillis(300))))
          .isInstanceOf(HttpTimeoutException.class);
      while (bank.counts().getInteger("unanswered") == 0) {
        Thread.onSpinWait();
      }
      bank.mood("{\"mood\":\"normal\"}");

      assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("200/00000");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"mood\":\"sad\"} | mood must be one of normal, slow, down",
        "{\"mood\":\"slow\",\"share\":1.5} | share must be 0 to 1, but is 1.5",
        "{\"mood\":\"slow\",\"latency\":\"2 s\"} | the body must be a mood as JSON",
        "{\"mood\":\"slow\",\"latency\":\"PT1H\"} | a latency is 0 to 10 minutes",
        "{\"mood\":\"slow\",\"spread\":-1} | a latency's spread is 0 to 3",
        "{\"mood\":\"slow\",\"spread\":\"x\"} | the body must be a mood as JSON",
        "{\"moood\":\"slow\"} | unknown: [moood]",
        "no json | the body must be a mood as JSON",
        "[] | the body must be a mood as JSON",
        "{\"mood\":\"throttling\",\"retryAfter\":\"\\n\"} | retryAfter must be 1 to 64",
      })
  void aWrongMoodIsRefusedAndChangesNothing(String body, String problem) throws Exception {
    try (Bank bank = Bank.open(folder)) {
      HttpResponse<String> answer = bank.control("PUT", "/v1/institutions/BANK/mood", body);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(new JsonObject(answer.body()).getString("detail")).contains(problem);
      assertThat(
              new JsonObject(bank.control("GET", "/v1/institutions/BANK/mood", null).body())
                  .getString("mood"))
          .isEqualTo("normal");
    }
  }

  @Test
  void theControlInterfaceSaysWhatItDoesNotKnow() throws Exception {
    try (Bank bank = Bank.open(folder)) {
      assertThat(bank.control("GET", "/v1/institutions/NOBANK", null).statusCode()).isEqualTo(404);
      assertThat(bank.control("GET", "/v2", null).statusCode()).isEqualTo(404);
      HttpResponse<String> wrong = bank.control("DELETE", "/v1/institutions", null);
      assertThat(wrong.statusCode()).isEqualTo(405);
      assertThat(wrong.headers().firstValue("Allow")).contains("GET");
      JsonObject all = new JsonObject(bank.control("GET", "/v1/institutions", null).body());
      assertThat(all.getJsonArray("institutions").getJsonObject(0).getString("institution"))
          .isEqualTo("BANK");
    }
  }
}
