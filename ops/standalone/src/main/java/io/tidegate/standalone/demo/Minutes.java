package io.tidegate.standalone.demo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Whole minutes. */
final class Minutes {
  private Minutes() {}

  /** The first whole minute after the instant. */
  static Instant next(Instant now) {
    return now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
  }
}
