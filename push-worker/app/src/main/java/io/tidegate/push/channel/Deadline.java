package io.tidegate.push.channel;

import java.time.Duration;

/** By when a push must have its answer, however many steps it takes: it is given up then. */
public record Deadline(long nanos) {
  /** So long from now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** How many milliseconds are left; 0 if it is over. */
  public long left() {
    return Math.max(0, (nanos - System.nanoTime()) / 1_000_000);
  }
}
