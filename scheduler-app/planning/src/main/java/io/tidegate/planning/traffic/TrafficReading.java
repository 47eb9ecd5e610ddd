package io.tidegate.planning.traffic;

import java.time.Duration;
import java.time.Instant;

/**
 * How many calls users caused in a stretch of time.
 *
 * @param from its begin
 * @param length its length, above 0, at most a day
 * @param calls 0 or more
 */
public record TrafficReading(Instant from, Duration length, double calls) {

  public TrafficReading {
    if (length.isZero() || length.isNegative() || length.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "a reading's length must be above 0 and at most a day, but is " + length);
    }
    if (!(calls >= 0) || Double.isInfinite(calls)) {
      throw new IllegalArgumentException("calls must be 0 or more, but are " + calls);
    }
  }

  public Instant until() {
    return from.plus(length);
  }
}
