package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RoundTest {

  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

  @Test
  void onceACalendarPeriodIsARoundPerPeriod() {
    Round round =
        Policies.parse("quota: [{times: 1, per: calendar-week, from: SUNDAY}]\ncycle: P1D\n")
            .round();
    assertThat(round.begin(NOW)).isEqualTo("2026-11-14T15:00:00Z");
    assertThat(round.end(NOW)).isEqualTo("2026-11-21T15:00:00Z");
    assertThat(round.nominal()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void ofSeveralPeriodsTheLongestMakesTheRound() {
    Round round =
        Policies.parse("quota: [{times: 1, per: day}, {times: 1, per: calendar-month}]\n").round();
    assertThat(round.end(NOW)).isEqualTo("2026-11-30T15:00:00Z");
  }

  @Test
  void fourInRolling24HoursGoRoundInSixHoursAndFivePercent() {
    Round round =
        Policies.parse("quota: [{times: 4, per: rolling, length: PT24H}]\ncycle: PT6H\n").round();
    assertThat(round).isEqualTo(new Round.Rolling(Duration.ofMinutes(378)));
    assertThat(round.begin(NOW)).isEqualTo(NOW);
    assertThat(round.end(NOW)).isEqualTo("2026-11-21T09:18:00Z");
  }

  @Test
  void aCycleLongerThanTheQuotaGrantsIsTheRound() {
    assertThat(
            Policies.parse("quota: [{times: 4, per: rolling, length: PT24H}]\ncycle: P2D\n")
                .round())
        .isEqualTo(new Round.Rolling(Duration.ofDays(2)));
  }

  @Test
  void withoutQuotaTheCycleIsTheRound() {
    assertThat(Policies.parse("cycle: P3D\n").round())
        .isEqualTo(new Round.Rolling(Duration.ofDays(3)));
  }

  @Test
  void severalTimesACalendarPeriodGoRoundInTheirShareOfIt() {
    assertThat(Policies.parse("quota: [{times: 4, per: calendar-month}]\ncycle: P1D\n").round())
        .isEqualTo(new Round.Rolling(Duration.ofDays(31).multipliedBy(105).dividedBy(400)));
  }
}
