package io.tidegate.worker.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotNowTest {
  private static final Policy WEEKLY =
      policy("{scope: consent, times: 1, per: calendar-week, from: SUNDAY, counts: successes}");
  private static final Policy ROLLING =
      policy("{scope: consent, times: 2, per: rolling, length: PT24H, counts: starts}");

  @Test
  void outsideTheWindowItSaysWhenItOpensInTheInstitutionsOwnTime() {
    // Saturday, 13:00 in Seoul
    assertThat(NotNow.window(WEEKLY, Instant.parse("2026-11-21T04:00:00Z")))
        .hasValueSatisfying(
            said ->
                assertThat(said)
                    .startsWith("its window is closed, and opens at 2026-11-22 00:30:")
                    .endsWith("Asia/Seoul"));
  }

  @Test
  void withinTheWindowThereIsNothingToSay() {
    assertThat(NotNow.window(WEEKLY, Instant.parse("2026-11-21T17:00:00Z"))).isEmpty();
  }

  @Test
  void aSuccessInThisWeekUsesTheWeeklyQuotaUpUntilSunday() {
    Instant now = Instant.parse("2026-11-20T17:00:00Z"); // Saturday, 02:00 in Seoul
    Instant thisWeek = Instant.parse("2026-11-16T17:00:00Z");
    Instant lastWeek = Instant.parse("2026-11-13T17:00:00Z");
    assertThat(NotNow.quota(WEEKLY, now, List.of(thisWeek), List.of()))
        .hasValue("its quota for this user is used up until 2026-11-22 00:00:00 Asia/Seoul");
    assertThat(NotNow.quota(WEEKLY, now, List.of(lastWeek), List.of(thisWeek))).isEmpty();
  }

  @Test
  void aRollingQuotaOfTwoIsFreeWhenTheOlderOfTheTwoLeaves() {
    Instant now = Instant.parse("2026-11-20T17:00:00Z");
    List<Instant> starts =
        List.of(
            Instant.parse("2026-11-20T16:00:00Z"),
            Instant.parse("2026-11-20T01:00:00Z"),
            Instant.parse("2026-11-18T01:00:00Z"));
    assertThat(NotNow.quota(ROLLING, now, starts, starts))
        .hasValue("its quota for this user is used up until 2026-11-21 10:00:00 Asia/Seoul");
    assertThat(NotNow.quota(ROLLING, now, starts, starts.subList(1, 3))).isEmpty();
  }

  @Test
  void ofSeveralQuotasTheLastToBeFreeCounts() {
    Instant now = Instant.parse("2026-11-20T17:00:00Z"); // Saturday, 02:00 in Seoul
    List<Instant> done = List.of(Instant.parse("2026-11-20T16:00:00Z"));
    Policy both =
        policy(
            "{scope: consent, times: 1, per: day, from: \"00:00\", counts: successes}, {scope:"
                + " consent, times: 1, per: calendar-week, from: MONDAY, counts: successes},"
                + " {scope: consent, times: 2, per: rolling, length: PT24H, counts: successes}");
    assertThat(NotNow.usedUpUntil(both, now, done, List.of()))
        .hasValue("2026-11-23 00:00:00 Asia/Seoul");
  }

  static Policy policy(String quota) {
    return PolicyReader.parse("A.yaml", yaml(quota)).policy("A").orElseThrow();
  }

  static String yaml(String quota) {
    return """
    code: A
    name: A bank
    zone: Asia/Seoul
    windows: ["0030:0530"]
    cycle: P7D
    quota: [%s]
    limits: [{calls: 10, per: second}]
    max-in-flight: 10
    endpoints: [{url: "http://127.0.0.1:9001"}]
    calls: [{name: accounts, get: "/v1/accounts"}]
    """
        .formatted(quota);
  }
}
