package io.tidegate.push.preview;

import java.time.Duration;

/** By when something must be over, however many steps it takes. */
record Deadline(long nanos) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /**
   * How much time is left.
   *
   * @throws Unseen if there is none
   */
  Duration left() throws Unseen {
    long left = nanos - System.nanoTime();
    if (left <= 0) {
      throw new Unseen(NoPreview.TOO_SLOW);
    }
    return Duration.ofNanos(left);
  }
}
