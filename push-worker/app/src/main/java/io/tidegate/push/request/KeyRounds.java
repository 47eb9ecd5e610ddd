package io.tidegate.push.request;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets old Idempotency-Keys, each hour, in batches; every node may, since it is cheap. */
final class KeyRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRounds.class);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final int BATCH = 2000;

  private final Creations creations;
  private final Duration age;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("idempotency-keys").factory());

  KeyRounds(Creations creations, Duration age) {
    this.creations = creations;
    this.age = age;
  }

  void start() {
    var _ = rounds.scheduleWithFixedDelay(this::round, 1, EVERY.toMinutes(), TimeUnit.MINUTES);
  }

  private void round() {
    try {
      int forgotten = BATCH;
      while (forgotten == BATCH && !Thread.currentThread().isInterrupted()) {
        forgotten = creations.forget(age, BATCH);
      }
    } catch (RuntimeException e) { // whatever it was: the next round must come
      if (!rounds.isShutdown()) {
        LOG.error("old keys were not forgotten; it is tried again after {}", EVERY, e);
      }
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
