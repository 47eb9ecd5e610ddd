package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast the pushes of one quota may start, and for how long they may not: all of them, or those
 * of one app. For one thread.
 */
final class Quota {
  private final Pace pace;

  /** Apps that are closed, while the others of the quota go on, and until when. */
  private final Map<String, Instant> closed = new HashMap<>();

  Quota(Pace pace) {
    this.pace = pace;
  }

  Pace pace() {
    return pace;
  }

  /** Nothing is to be sent until an instant; then it begins slowly. */
  void close(Instant until) {
    pace.close(until);
  }

  /** Nothing of one app is to be sent until an instant. */
  void close(String app, Instant until) {
    closed.put(app, until);
  }

  /** How long nothing of an app must be sent; zero if it may. */
  Duration closedFor(String app, Instant now) {
    Duration all = pace.closedFor(now);
    Instant until = closed.computeIfPresent(app, (name, said) -> Pace.believed(said, now));
    return until == null ? all : Next.longer(all, Duration.between(now, until));
  }

  /** Whether apps may be sent to that are not closed themselves. */
  boolean isOpen(Instant now) {
    return pace.closedFor(now).isZero();
  }

  /**
   * Whether a new one would let start no more than this one: then nothing is lost with it.
   *
   * @param share this worker's part of the whole, 0 to 1
   */
  boolean isAtRest(Instant now, double share) {
    closed.replaceAll((app, said) -> Pace.believed(said, now));
    closed.values().removeIf(until -> !until.isAfter(now));
    return closed.isEmpty() && pace.isAtRest(now, share);
  }
}
