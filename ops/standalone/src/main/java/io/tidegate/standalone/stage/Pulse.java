package io.tidegate.standalone.stage;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a run waits: until the time is over, or somebody stops the run. */
public final class Pulse {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Waits a second. */
  public void second() throws IOException {
    await(SECOND);
  }

  /**
   * Waits so long.
   *
   * @throws IOException when the run is stopped
   */
  public void await(Duration time) throws IOException {
    try {
      if (stopped.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException("the run was stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends all waiting. */
  public void stop() {
    stopped.countDown();
  }
}
