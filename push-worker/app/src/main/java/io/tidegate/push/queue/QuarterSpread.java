package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;

/**
 * Spreads what waits after a full quarter hour evenly over a time. It does not know how much will
 * come: at each moment what waits now is spread over what is left of the time. For one thread.
 */
final class QuarterSpread {
  private static final long QUARTER = Duration.ofMinutes(15).toMillis();

  private final long millis;
  private Instant last = Instant.MAX;
  private double allowance = Double.POSITIVE_INFINITY;

  QuarterSpread(Duration time) {
    this.millis = time.toMillis();
  }

  /**
   * A moment passes.
   *
   * @param waiting how many wait
   */
  void pass(Instant now, long waiting) {
    long into = Math.floorMod(now.toEpochMilli(), QUARTER);
    if (into >= millis) {
      allowance = Double.POSITIVE_INFINITY;
    } else {
      if (Double.isInfinite(allowance)) {
        allowance = 0;
        last = now.minusMillis(into);
      }
      double passed = Math.max(0, Duration.between(last, now).toNanos() / 1e6);
      allowance += passed * (double) waiting / ((double) (millis - into) + passed);
      allowance = Math.min(allowance, Math.max(1.0, (double) waiting));
    }
    last = now;
  }

  /** Whether one may start now. */
  boolean hasOne() {
    return allowance >= 1;
  }

  /** One starts. */
  void take() {
    allowance--;
  }
}
