package io.tidegate.scheduler.tally;

import java.time.Instant;

/**
 * An institution at which nothing succeeds: its scheduled calls since the last minute in which one
 * did.
 *
 * @param since the first minute of them
 * @param calls how many, at least {@link #LEAST}
 * @param mostly the response class of most of them
 */
public record Failing(Instant since, long calls, String mostly) {
  /** Fewer say nothing: some calls fail at every institution. */
  static final long LEAST = 10;
}
