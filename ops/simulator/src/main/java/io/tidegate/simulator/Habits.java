package io.tidegate.simulator;

import java.time.Duration;

/**
 * What all institutions of a simulation have in common.
 *
 * @param seed from which every user's data follows
 * @param latency of a normal answer
 * @param errors share of calls that are answered with a transient error on a normal day
 * @param paged share of users whose lists have several pages
 * @param ended share of users whose consent is over
 * @param closed share of objects that are closed
 * @param changes how often a user's data changes
 */
record Habits(
    long seed,
    Latency latency,
    double errors,
    double paged,
    double ended,
    double closed,
    Duration changes) {

  Habits {
    share("errors", errors);
    share("paged", paged);
    share("ended", ended);
    share("closed", closed);
    if (changes.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("changes must be 1 s or longer, but is " + changes);
    }
  }

  private static void share(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " must be 0 to 1, but is " + share);
    }
  }
}
