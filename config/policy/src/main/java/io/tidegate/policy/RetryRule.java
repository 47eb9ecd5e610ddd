package io.tidegate.policy;

import java.time.Duration;

/**
 * How failed refreshes come again, within the quota period.
 *
 * @param attempts how often a refresh is tried in all, the first time included; at least 1
 * @param first wait after the first failure
 * @param factor by how much each further wait is longer, at least 1
 * @param longest no wait is longer
 */
public record RetryRule(int attempts, Duration first, double factor, Duration longest) {

  public RetryRule {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be 1 or more, but is " + attempts);
    }
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("factor must be 1 or more, but is " + factor);
    }
    if (first.isNegative() || first.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "the first wait must be 0 to the longest (" + longest + "), but is " + first);
    }
  }

  /** Whether a refresh that has failed {@code failures} times is given up for this period. */
  public boolean givesUpAfter(int failures) {
    return failures >= attempts;
  }

  /**
   * The wait after the {@code failures}-th failure: half of it fixed, half of it random, so that
   * what failed together does not come again together.
   *
   * @param failures 1 for the first
   * @param random 0 (inclusive) to 1 (exclusive)
   */
  public Duration backoff(int failures, double random) {
    double full =
        Math.min(
            (double) first.toMillis() * Math.pow(factor, failures - 1.0),
            (double) longest.toMillis());
    return Duration.ofMillis(Math.round(full * (0.5 + random / 2)));
  }
}
