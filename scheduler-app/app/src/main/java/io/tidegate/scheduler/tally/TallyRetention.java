package io.tidegate.scheduler.tally;

import java.time.Instant;
import org.springframework.stereotype.Component;

/** Forgets old statistics, and servers that count no more. */
@Component
public class TallyRetention {
  private final Tallies tallies;
  private final CallStatistics statistics;

  TallyRetention(Tallies tallies, CallStatistics statistics) {
    this.tallies = tallies;
    this.statistics = statistics;
  }

  /** Returns how many rows went. */
  public int forget(Instant statisticsBefore, Instant serversBefore) {
    return statistics.forgetBefore(statisticsBefore) + tallies.forgetBefore(serversBefore);
  }
}
