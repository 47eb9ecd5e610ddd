package io.tidegate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, windows and quotas over real HTTP. */
class RulesTest {
  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
  @TempDir Path folder;

  private static String with(String key, String value) {
    return Bank.POLICY.replaceFirst(key + ": .*", key + ": " + value);
  }

  @Test
  void aLimitLetsExactlyItsCallsPassAndSaysWhenToComeBack() throws Exception {
    try (Bank bank = Bank.open(folder, with("limits", "[{calls: 3, per: minute}]"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(Bank.code(bank.accountsOf("u" + i))).isEqualTo("200/00000");
      }
      HttpResponse<String> refused = bank.accountsOf("u3");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(Bank.code(refused)).isEqualTo("429/40302");
      int retryAfter = Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
      assertThat(retryAfter).isBetween(30, 60);
      assertThat(bank.counts().getJsonObject("refused").getInteger("limit")).isEqualTo(1);
    }
  }

  @Test
  void aLimitOfACallOrAConsentIsItsOwn() throws Exception {
    String limits =
        "[{calls: 1000, per: second}, {calls: 1, per: minute, call: balance},"
            + " {calls: 2, per: minute, scope: consent}]";
    try (Bank bank = Bank.open(folder, with("limits", limits))) {
      assertThat(bank.accountsOf("anna").statusCode()).isEqualTo(200);
      assertThat(bank.accountsOf("anna").statusCode()).isEqualTo(200);
      assertThat(bank.accountsOf("anna").statusCode()).isEqualTo(429);
      assertThat(bank.accountsOf("carl").statusCode()).isEqualTo(200);
      String account = Person.of("carl", 1).object(Hash.of("BANKaccount"), 0);
      assertThat(bank.balance("carl", account).statusCode()).isEqualTo(200);
      String another = Person.of("ben", 1).object(Hash.of("BANKaccount"), 0);
      assertThat(bank.balance("ben", another).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void outsideItsWindowTheInstitutionAnswersAsRealOnesDo() throws Exception {
    LocalTime noon =
        LocalTime.now(SEOUL).plusHours(12).truncatedTo(java.time.temporal.ChronoUnit.HOURS);
    String closedNow = "[\"%02d00:%02d00\"]".formatted(noon.getHour(), (noon.getHour() + 1) % 24);
    try (Bank bank = Bank.open(folder, with("windows", closedNow))) {
      assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("500/50009");
      HttpResponse<String> byUser =
          bank.send(
              HttpRequest.newBuilder(bank.at(Bank.accounts("0")))
                  .header("x-api-type", "user-refresh")
                  .header("x-api-tran-id", "T1")
                  .header("x-user", "anna"));
      assertThat(Bank.code(byUser)).isEqualTo("200/00000");
      assertThat(bank.rows()).last().asString().startsWith("BANK,anna,user:accounts,,1,");
    }
  }

  @Test
  void inPlannedMaintenanceItIsClosedToo() throws Exception {
    String yaml = Bank.POLICY + "closed: [\"2020-01-01T00:00/2120-01-01T00:00\"]\n";
    try (Bank bank = Bank.open(folder, yaml)) {
      assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("500/50009");
    }
  }

  @Test
  void aCallThatSucceededIsRefusedInTheSamePeriodButOtherCallsAreNot() throws Exception {
    String quota = "[{scope: call, times: 1, per: calendar-month, counts: successes}]";
    try (Bank bank = Bank.open(folder, with("quota", quota))) {
      assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("200/00000");
      assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("429/42901");
      assertThat(Bank.code(bank.accountsOf("ben"))).isEqualTo("200/00000");
      Person anna = Person.of("anna", 1);
      for (int i = 0; i < 2; i++) {
        String account = anna.object(Hash.of("BANKaccount"), i);
        assertThat(Bank.code(bank.balance("anna", account))).isEqualTo("200/00000");
        assertThat(Bank.code(bank.balance("anna", account))).isEqualTo("429/42901");
      }
    }
  }

  @Test
  void failuresUseAQuotaOfStartsUpButNotOneOfSuccesses() throws Exception {
    for (String counts : List.of("starts", "successes")) {
      String quota = "[{scope: call, times: 1, per: calendar-month, counts: " + counts + "}]";
      Habits failing =
          new Habits(
              1, new Latency(java.time.Duration.ZERO, 0), 1, 0, 0, 0, java.time.Duration.ofDays(1));
      try (Bank bank = Bank.open(folder, with("quota", quota), failing)) {
        assertThat(bank.accountsOf("anna").statusCode()).isEqualTo(500);
        assertThat(bank.accountsOf("anna").statusCode())
            .isEqualTo(counts.equals("starts") ? 429 : 500);
      }
    }
  }

  @Test
  void thePagesOfOneCallAreOneCall() throws Exception {
    String quota = "[{scope: call, times: 1, per: calendar-month, counts: successes}]";
    Habits paged =
        new Habits(
            1,
            new Latency(java.time.Duration.ZERO, 0),
            0,
            1,
            0,
            0,
            java.time.Duration.ofDays(10_000));
    try (Bank bank = Bank.open(folder, with("quota", quota), paged)) {
      String first = bank.accountsOf("anna").body();
      assertThat(first).contains("\"next_page\":\"page-2\"");
      assertThat(Bank.code(bank.accountsOf("anna"))).as("not complete yet").isEqualTo("200/00000");
      String page = first;
      for (int next = 2; page.contains("next_page"); next++) {
        HttpResponse<String> answer =
            bank.send(bank.request("anna", Bank.accounts("0") + "&next_page=page-" + next));
        assertThat(Bank.code(answer)).isEqualTo("200/00000");
        page = answer.body();
      }
      assertThat(Bank.code(bank.accountsOf("anna"))).isEqualTo("429/42901");
    }
  }

  @Test
  void noMoreCallsAreInFlightThanAllowed() throws Exception {
    try (Bank bank = Bank.open(folder, with("max-in-flight", "2"))) {
      bank.mood("{\"mood\":\"hanging\"}");
      List<CompletableFuture<HttpResponse<String>>> hanging = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        hanging.add(bank.sendLater(bank.request("u" + i, Bank.accounts("0"))));
      }
      while (bank.counts().getInteger("inFlight") < 2) {
        Thread.onSpinWait();
      }
      bank.mood("{\"mood\":\"normal\"}");

      HttpResponse<String> third = bank.accountsOf("u3");

      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(bank.counts().getJsonObject("refused").getInteger("inFlight")).isEqualTo(1);
      hanging.forEach(call -> call.cancel(true));
    }
  }
}
