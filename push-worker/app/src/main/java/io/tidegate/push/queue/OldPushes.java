package io.tidegate.push.queue;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets ids that no repeat can have any more and old dead letters, each hour, in batches. */
final class OldPushes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OldPushes.class);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final int BATCH = 5_000;

  /** Some 5,000 rows. */
  private static final int PAGES = 32;

  private final DeliveredPushes delivered;
  private final DeadLetters letters;
  private final Duration lettersKept;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("old-pushes").factory());

  OldPushes(DeliveredPushes delivered, DeadLetters letters, Duration lettersKept) {
    this.delivered = delivered;
    this.letters = letters;
    this.lettersKept = lettersKept;
  }

  void start() {
    var _ = rounds.scheduleWithFixedDelay(this::round, 2, EVERY.toMinutes(), TimeUnit.MINUTES);
  }

  void round() {
    try {
      forgetDelivered();
      untilFew(most -> letters.forget(lettersKept, most));
    } catch (RuntimeException | Error e) { // whatever it was: the next round must come
      if (!rounds.isShutdown()) {
        LOG.error("old pushes were not forgotten; it is tried again after {}", EVERY, e);
      }
    }
  }

  private void forgetDelivered() {
    long pages = delivered.pages();
    for (long page = 0; page < pages && !Thread.currentThread().isInterrupted(); page += PAGES) {
      delivered.forget(page, PAGES);
    }
  }

  private static void untilFew(IntUnaryOperator forget) {
    int forgotten = BATCH;
    while (forgotten == BATCH && !Thread.currentThread().isInterrupted()) {
      forgotten = forget.applyAsInt(BATCH);
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
