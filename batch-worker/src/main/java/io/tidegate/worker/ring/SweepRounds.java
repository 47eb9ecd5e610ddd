package io.tidegate.worker.ring;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a sweeper sweep again and again, in a thread of its own. */
final class SweepRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRounds.class);

  private final Sweeper sweeper;
  private final RingMetrics metrics;
  private final Duration every;
  private final Runnable afterwards;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("ring-sweeper").factory());

  SweepRounds(Sweeper sweeper, RingMetrics metrics, Duration every, Runnable afterwards) {
    this.sweeper = sweeper;
    this.metrics = metrics;
    this.every = every;
    this.afterwards = afterwards;
  }

  void start() {
    var _ = rounds.scheduleWithFixedDelay(this::round, 0, every.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void round() {
    try {
      Sweeper.Swept swept = sweeper.sweep();
      metrics.swept(swept.pages(), swept.users());
    } catch (RuntimeException e) { // whatever it was: the next round must come
      LOG.error("a round of sweeping failed", e);
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    sweeper.close();
    afterwards.run();
  }
}
