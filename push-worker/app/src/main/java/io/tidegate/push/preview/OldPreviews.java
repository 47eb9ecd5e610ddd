package io.tidegate.push.preview;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what links showed long ago, each hour, in batches; every node may, since it is cheap. */
final class OldPreviews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OldPreviews.class);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final int BATCH = 2_000;

  private final KeptPreviews kept;
  private final Duration age;
  private final InstantSource clock;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("old-previews").factory());

  OldPreviews(KeptPreviews kept, Duration age, InstantSource clock) {
    this.kept = kept;
    this.age = age;
    this.clock = clock;
  }

  void start() {
    var _ = rounds.scheduleWithFixedDelay(this::round, 3, EVERY.toMinutes(), TimeUnit.MINUTES);
  }

  void round() {
    try {
      int forgotten = BATCH;
      while (forgotten == BATCH && !Thread.currentThread().isInterrupted()) {
        forgotten = kept.forget(clock.instant().minus(age), BATCH);
      }
    } catch (RuntimeException e) { // whatever it was: the next round must come
      if (!rounds.isShutdown()) {
        LOG.error("old previews were not forgotten; it is tried again after {}", EVERY, e);
      }
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
