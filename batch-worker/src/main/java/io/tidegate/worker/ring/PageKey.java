package io.tidegate.worker.ring;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What makes a page the only one of its kind: who inserts it owns the lane's tickets in its span.
 *
 * @param institutionId the institution's number
 * @param lane 0 or more
 * @param firstInstant start of the span, in whole microseconds
 */
public record PageKey(int institutionId, int lane, Instant firstInstant) {
  public PageKey {
    if (lane < 0) {
      throw new IllegalArgumentException("lane must be 0 or more, but is " + lane);
    }
    if (!firstInstant.equals(firstInstant.truncatedTo(ChronoUnit.MICROS))) {
      throw new IllegalArgumentException(
          "a page's first instant must be in whole microseconds, but is " + firstInstant);
    }
  }
}
