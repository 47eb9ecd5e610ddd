package io.tidegate.planning;

import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether an institution can keep its promise: everybody once in the round. */
public sealed interface Feasibility {

  /**
   * All users fit.
   *
   * @param round what was looked at, from then on until the round's end
   * @param users users who are due
   * @param capacity users who would fit
   */
  record Kept(Span round, long users, long capacity) implements Feasibility {}

  /**
   * Some do not.
   *
   * @param round what was looked at, from then on until the round's end
   * @param users users who are due
   * @param shortfall users of them who do not fit
   * @param doneAt when the last of them would have had a turn, were the round to go on at the same
   *     pace; empty if that is more than a year away
   * @param remedies the smallest change of each kind that would do by itself
   */
  record Broken(
      Span round, long users, long shortfall, Optional<Instant> doneAt, List<Remedy> remedies)
      implements Feasibility {
    public Broken {
      remedies = List.copyOf(remedies);
    }
  }

  /** A change that would do by itself. */
  sealed interface Remedy {
    /**
     * Raise a rate limit.
     *
     * @param from calls it allows now
     * @param to calls it would have to allow
     * @param period of the limit
     */
    record HigherLimit(int from, int to, Duration period) implements Remedy {}

    /** Longer windows: so many open minutes more on each day that has a window. */
    record LongerWindows(int minutesPerDay) implements Remedy {}

    /** A longer cycle: fewer users are due in the round. */
    record LongerCycle(Duration from, Duration to) implements Remedy {}
  }
}
