package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacingClockTest {
  private static final Duration STEP = Duration.ofMillis(1);
  private static final String CALLS =
      """
      calls:
        - name: accounts
          get: "/accounts?user={user}"
      """;

  @Test
  void afterItHasWokenAThreadItLooksAgainAStepLater() {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = new LaneLab(MinutePipelineTest.policy("T01", institution, CALLS))) {
      lab.io.post(() -> {}); // is due at once
      long now = lab.io.now();

      assertThat(clock(lab).offerSteps(now)).isEqualTo(now + STEP.toNanos());
    }
  }

  @Test
  void itSleepsUntilTheNextTicketThatSomebodyWaitsFor() {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = new LaneLab(MinutePipelineTest.policy("T01", institution, CALLS))) {
      lab.second(lab.claim(100)); // ready each 10 ms from 5 ms on, when the tickets are
      lab.pass(Duration.ofMillis(2));

      long ticket = LaneMinute.nanos(LaneLab.MINUTE.plusMillis(5));
      assertThat(clock(lab).offerSteps(lab.io.now())).isEqualTo(ticket);
    }
  }

  @Test
  void itSleepsNoLongerThanFiveMillisecondsWhateverIsKnown() {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = new LaneLab(MinutePipelineTest.policy("T01", institution, CALLS))) {
      lab.step(); // nothing is due before it tidies up again, in 50 ms

      assertThat(clock(lab).offerSteps(lab.io.now())).isEqualTo(lab.io.now() + 5_000_000);
    }
  }

  @Test
  void itIsWokenForWhatFallsDueBeforeItWouldLookAgain() {
    try (Counterpart institution = new Counterpart();
        LaneLab lab = new LaneLab(MinutePipelineTest.policy("T01", institution, CALLS))) {
      lab.step();
      PacingClock clock = clock(lab);
      long now = lab.io.now();
      long again = clock.offerSteps(now);

      assertThat(clock.oversleeps(now + STEP.toNanos())).isTrue();
      assertThat(clock.oversleeps(again - STEP.toNanos() / 2)).isFalse();
      assertThat(clock.oversleeps(again + 1)).isFalse();
    }
  }

  private static PacingClock clock(LaneLab lab) {
    return new PacingClock(lab.io.time(), Clock.systemUTC(), List.of(lab.io), STEP, () -> {});
  }
}
