package io.tidegate.worker.retention;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockingTaskExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it, on a thread of its own, that one worker forgets each hour and recounts each day. */
final class RetentionRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionRounds.class);
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final Duration HOURLY = Duration.ofMinutes(55);
  private static final Duration DAILY = Duration.ofMinutes(23 * 60 + 55);
  private static final Duration LAST_BATCH = Duration.ofSeconds(10);

  private final Retention retention;
  private final LockingTaskExecutor locks;
  private final Clock clock;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("retention").factory());

  RetentionRounds(Retention retention, LockingTaskExecutor locks, Clock clock) {
    this.retention = retention;
    this.locks = locks;
    this.clock = clock;
  }

  void start() {
    var _ =
        rounds.scheduleWithFixedDelay(
            this::round, FIRST.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  /** Does what nobody has done for an hour, or a day. */
  void round() {
    one("worker-retention", HOURLY, () -> retention.forget(clock.instant()));
    one("worker-recount", DAILY, retention::recount);
    one("worker-consents", DAILY, () -> retention.forgetConsents(clock.instant()));
  }

  /** The lock is held for as long as nobody is to do it again. */
  private void one(String name, Duration period, Runnable chore) {
    try {
      locks.executeWithLock(chore, new LockConfiguration(clock.instant(), name, period, period));
    } catch (RuntimeException e) { // whatever it was: the next round must come
      if (!rounds.isShutdown()) {
        LOG.error("{} broke off; it is tried again after {}", name, period, e);
      }
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    try {
      if (!rounds.awaitTermination(LAST_BATCH.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("a batch of deletes did not end within {}", LAST_BATCH);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
