package io.tidegate.worker.pipeline;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The one place besides the pacing clock where a thread of this process waits for time. */
final class Pause {
  private Pause() {}

  /** Waits that long, or until the thread is interrupted or unparked. */
  static void atMost(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
  }
}
