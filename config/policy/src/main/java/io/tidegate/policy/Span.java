package io.tidegate.policy;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time, {@code from} inclusive, {@code until} exclusive, never empty.
 *
 * @param from first instant in it
 * @param until first instant after it
 */
public record Span(Instant from, Instant until) {

  public Span {
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException(
          "a span must end after it begins, but goes from " + from + " until " + until);
    }
  }

  public Duration length() {
    return Duration.between(from, until);
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(from) && instant.isBefore(until);
  }
}
