package io.tidegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.PolicyReader;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class PolicyLawsTest {
  private static final String POLICY =
      """
      code: BANK
      name: Bank
      preset: kr-mydata
      windows: ["0030:0530", "2230:0100"]
      closed: ["2026-12-24T22:00/2026-12-25T06:00"]
      limits:
        - {calls: 500, per: second}
        - {calls: 20000, per: clock-minute}
        - {calls: 5, per: 10s, scope: consent}
        - {calls: 7, per: second, call: accounts}
        - {calls: 9, per: second, scope: endpoint}
      allowance: 200ms
      quota:
        - {scope: call, times: 1, per: calendar-week, from: SUNDAY, counts: successes}
        - {scope: object, times: 4, per: rolling, length: PT24H, counts: starts}
        - {scope: consent, times: 3, per: day, from: "09:00", counts: starts}
        - {scope: consent, times: 9, per: calendar-month}
      endpoints: [{url: "http://127.0.0.1:9001"}]
      timeout: {refresh: 3m}
      calls:
        - {name: accounts, get: "/v1/bank/accounts?u={user}"}
        - {name: points, get: "/v1/points?u={user}"}
      """;

  private static Laws laws(String yaml) {
    return PolicyLaws.of(PolicyReader.parse("bank.yaml", yaml).policies().getFirst());
  }

  @Test
  void whatAFileSaysIsTakenOverWordForWord() {
    Laws laws = laws(POLICY);

    assertThat(laws.institution()).isEqualTo("BANK");
    assertThat(laws.zone().getId()).isEqualTo("Asia/Seoul");
    assertThat(laws.hours().windows())
        .hasSize(14)
        .contains(
            new Laws.Window(DayOfWeek.FRIDAY, LocalTime.of(0, 30), LocalTime.of(5, 30)),
            new Laws.Window(DayOfWeek.SUNDAY, LocalTime.of(22, 30), LocalTime.of(1, 0)));
    assertThat(laws.hours().closures())
        .containsExactly(
            new Laws.Closure(
                LocalDateTime.parse("2026-12-24T22:00"), LocalDateTime.parse("2026-12-25T06:00")));
    assertThat(laws.limits())
        .extracting(Laws.Limit::toString)
        .containsExactly(
            "500 per second",
            "20000 per clock minute",
            "5 per 10 seconds of each consent",
            "7 per second of accounts",
            "9 per second at each endpoint");
    assertThat(laws.allowance()).isEqualTo(Duration.ofMillis(200));
    assertThat(laws.quotas())
        .extracting(Quota::toString)
        .containsExactly(
            "1 success of each call per week from SUNDAY",
            "4 starts of each call for an object per any 24 hours",
            "3 starts of a refresh per day from 09:00",
            "9 starts of a refresh per month");
    assertThat(laws.firstCall()).isEqualTo("accounts");
    assertThat(laws.longestRefresh()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void anInstitutionThatIsAlwaysOpenHasNoWindows() {
    assertThat(laws(POLICY.replaceFirst("windows: .*", "windows: [\"always\"]")).hours().windows())
        .isEmpty();
  }

  @Test
  void successesAreLookedUpTheMostExactEntryFirst() {
    Laws laws =
        laws(
            POLICY
                + """
                responses:
                  classes: {"200/77": transient, "404": unchanged, "503": success, "503/9": quota}
                """);

    assertThat(laws.successes().counts(200, "00000")).isTrue();
    assertThat(laws.successes().counts(200, "00001")).isTrue();
    assertThat(laws.successes().counts(200, "77")).isFalse();
    assertThat(laws.successes().counts(204, "")).isFalse(); // kr-mydata: every answer has a code
    assertThat(laws.successes().counts(404, "")).isTrue();
    assertThat(laws.successes().counts(503, "")).isTrue();
    assertThat(laws.successes().counts(503, "9")).isFalse();
    assertThat(laws.successes().counts(500, "50009")).isFalse();
    assertThat(laws.successes().counts(429, "42901")).isFalse();
    assertThat(laws.successes().counts(200, "garbage")).isFalse();
    assertThat(laws.successes().counts(0, "")).isFalse();
  }
}
