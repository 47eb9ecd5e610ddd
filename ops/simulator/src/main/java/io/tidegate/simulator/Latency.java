package io.tidegate.simulator;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long answers take: log-normal, as real latencies are.
 *
 * @param median half of the answers are faster; 0 for at once
 * @param spread standard deviation of the logarithm; 0 for always the median, 0.5 gives p99 of 3.2
 *     times the median, at most 3
 */
record Latency(Duration median, double spread) {
  private static final long LONGEST_MICROS = 600_000_000;

  Latency {
    if (median.isNegative() || median.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("a latency is 0 to 10 minutes, but is " + median);
    }
    if (!(spread >= 0 && spread <= 3)) {
      throw new IllegalArgumentException("a latency's spread is 0 to 3, but is " + spread);
    }
  }

  /** One answer's latency in microseconds. */
  long micros(RandomGenerator random) {
    if (median.isZero()) {
      return 0;
    }
    double micros = median.toNanos() / 1000.0;
    double drawn = spread == 0 ? micros : micros * Math.exp(spread * random.nextGaussian());
    return Math.min(LONGEST_MICROS, Math.round(drawn));
  }
}
