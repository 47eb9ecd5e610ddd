package io.tidegate.standalone.stage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Whole minutes. */
public final class Minutes {
  private Minutes() {}

  /** The first whole minute after the instant. */
  public static Instant next(Instant now) {
    return now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
  }
}
