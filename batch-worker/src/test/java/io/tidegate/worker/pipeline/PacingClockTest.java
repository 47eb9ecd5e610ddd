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

  private static PacingClock clock(LaneLab lab) {
    return new PacingClock(lab.io.time(), Clock.systemUTC(), List.of(lab.io), STEP);
  }
}
