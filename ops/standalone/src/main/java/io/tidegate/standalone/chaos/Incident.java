package io.tidegate.standalone.chaos;

import java.time.Instant;

/**
 * A fault as it really happened.
 *
 * @param fault what was to happen
 * @param from when it began
 * @param until when it was healed, or done
 * @param problem why it could not be done; empty if it was
 */
record Incident(Fault fault, Instant from, Instant until, String problem) {
  boolean wasDone() {
    return problem.isEmpty();
  }

  /** How late it began is no matter; when it did is what the judge goes by. */
  @Override
  public String toString() {
    String when = clock(from) + (fault.isLasting() ? " to " + clock(until) : "");
    return "%-24s %s%s".formatted(when, fault, wasDone() ? "" : "  LEFT OUT: " + problem);
  }

  private static String clock(Instant at) {
    return at.toString().substring(11, 19);
  }
}
