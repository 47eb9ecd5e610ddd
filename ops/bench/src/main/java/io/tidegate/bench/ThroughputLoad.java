package io.tidegate.bench;

/**
 * What is asked for.
 *
 * @param rate calls a second over all institutions
 * @param institutions how many share it
 * @param lanes of each
 * @param minutes how many are measured
 * @param large rows of the table that is larger than PostgreSQL's buffers
 * @param bodies whether answers' bodies go to Kafka
 */
record ThroughputLoad(
    int rate, int institutions, int lanes, int minutes, int large, boolean bodies) {
  /** More tickets than users, so that one that lapses costs nobody the minute. */
  private static final double HEADROOM = 1.02;

  ThroughputLoad {
    if (rate < institutions || institutions < 1 || lanes < 1 || minutes < 1) {
      throw new IllegalArgumentException(
          "rate, institutions, lanes and minutes must be 1 or more, and the rate no less than the"
              + " institutions, but they are "
              + rate
              + ", "
              + institutions
              + ", "
              + lanes
              + ", "
              + minutes);
    }
  }

  /** Users of an institution in a minute. */
  int usersPerMinute(int callsEach) {
    return rate / institutions / callsEach * 60;
  }

  /** From ticket to ticket of an institution, in ns. */
  long intervalNanos() {
    return Math.round(1e9 * institutions / rate / HEADROOM);
  }

  /** Users that an institution must have: nobody comes twice. */
  int population(ThroughputCase of) {
    int needed = usersPerMinute(of.calls()) * (minutes + 2);
    return of.isLarge() ? Math.max(needed, large / institutions) : needed;
  }
}
