package io.tidegate.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FeasibilityCheckTest {

  private static final Instant SUNDAY = Instant.parse("2026-11-21T15:00:00Z");
  private static final Instant NEXT = SUNDAY.plus(Duration.ofDays(7));

  private static final String NIGHTS =
      """
      windows: ["0100:0500"]
      limits: [{calls: 10, per: second}, {calls: 500, per: clock-minute}]
      """;

  private static Feasibility answer(String policy, long users) {
    return FeasibilityCheck.of(Terms.of(Policies.of(policy)), SUNDAY, NEXT, users);
  }

  @Test
  void whatFitsIsKeptWithTheRoomThereIs() {
    Feasibility.Kept kept = (Feasibility.Kept) answer(NIGHTS, 100_000);
    // 7 nights of 4 hours at 500 calls in 60.1 s, less ramps and guards
    assertThat(kept.capacity()).isBetween(800_000L, 838_603L);
  }

  @Test
  void theBorderIsExact() {
    long capacity = ((Feasibility.Kept) answer(NIGHTS, 0)).capacity();
    assertThat(answer(NIGHTS, capacity)).isInstanceOf(Feasibility.Kept.class);
    Feasibility.Broken broken = (Feasibility.Broken) answer(NIGHTS, capacity + 1);
    assertThat(broken.shortfall()).isEqualTo(1);
    assertThat(broken.doneAt().orElseThrow()).isAfter(NEXT);
  }

  @Test
  void everyRemedyDoesByItselfAndOneStepLessDoesNot() {
    long users = 1_200_000;
    Feasibility.Broken broken = (Feasibility.Broken) answer(NIGHTS, users);
    assertThat(broken.remedies()).hasSize(4);
    int second = 10;
    int minute = 500;
    for (Feasibility.Remedy remedy : broken.remedies()) {
      switch (remedy) {
        case Feasibility.Remedy.HigherLimit limit -> {
          if (limit.period().equals(Duration.ofSeconds(1))) {
            second = limit.to();
          } else {
            minute = limit.to();
          }
        }
        case Feasibility.Remedy.LongerWindows windows -> {
          assertThat(keeps(window(windows.minutesPerDay()), users)).isTrue();
          assertThat(keeps(window(windows.minutesPerDay() - 1), users)).isFalse();
        }
        case Feasibility.Remedy.LongerCycle cycle -> {
          double capacity = (double) (users - broken.shortfall());
          double hours = (double) cycle.to().toHours();
          assertThat(1_200_000 * 168.0 / hours).isLessThanOrEqualTo(capacity);
          assertThat(1_200_000 * 168.0 / (hours - 1)).isGreaterThan(capacity - 1);
        }
      }
    }
    assertThat(keeps(limits(second, minute), users)).isTrue();
    assertThat(keeps(limits(second, minute - 1), users)).isFalse();
  }

  private static boolean keeps(String policy, long users) {
    return answer(policy, users) instanceof Feasibility.Kept;
  }

  private static String limits(int second, int minute) {
    return """
    windows: ["0100:0500"]
    limits: [{calls: %d, per: second}, {calls: %d, per: clock-minute}]
    """
        .formatted(second, minute);
  }

  private static String window(int moreMinutes) {
    int until = 5 * 60 + moreMinutes;
    return """
    windows: ["0100:%02d%02d"]
    limits: [{calls: 10, per: second}, {calls: 500, per: clock-minute}]
    """
        .formatted(until / 60, until % 60);
  }

  @Test
  void theLastTurnComesWhenTheCapacityHasAddedUp() {
    Policy policy = Policies.of("limits: [{calls: 1, per: second}]\n");
    Feasibility.Broken broken =
        (Feasibility.Broken)
            FeasibilityCheck.of(Terms.of(policy), SUNDAY, SUNDAY.plus(Duration.ofDays(1)), 540_000);
    // 54 tickets a minute: 10,000 minutes
    Duration needed = Duration.between(SUNDAY, broken.doneAt().orElseThrow());
    assertThat((double) needed.toMinutes()).isEqualTo(10_000.0, within(10.0));
  }

  @Test
  void sentencesSayWhoHowManyUntilWhenAndWhatWouldDo() {
    Policy policy = Policies.of(NIGHTS);
    assertThat(Sentences.of(policy, answer(NIGHTS, 1_200_000)))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches(
                        "DEMOBANK01: [0-9,]+ of 1,200,000 users do not fit until Sunday 2026-11-29"
                            + " 00:00 \\(Asia/Seoul\\)\\."),
            line -> assertThat(line).startsWith("At this pace the last would have a turn on"),
            line ->
                assertThat(line)
                    .matches(
                        "What would do: limits of 1\\d calls per second instead of 10 and \\d+"
                            + " calls per minute instead of 500\\."),
            line -> assertThat(line).matches("Or: windows that are open \\d.* longer on each.*"),
            line -> assertThat(line).matches("Or: a cycle of .* instead of 7 days\\."));
    assertThat(Sentences.of(policy, answer(NIGHTS, 1)))
        .singleElement()
        .asString()
        .startsWith("DEMOBANK01: all 1 user fit");
  }
}
