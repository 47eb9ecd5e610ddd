package io.tidegate.worker.pipeline;

import io.tidegate.worker.server.Registration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process may start calls at all, whatever the institution: it holds a registration,
 * knows the database's time, is not stopping, and has room for what calls bring back.
 */
final class Gate {
  /** The part of its tickets that a process uses at first, while its code is cold. */
  private static final double COLD = 0.1;

  private final Supplier<Optional<Registration>> lease;
  private final DatabaseTime time;
  private final long warmUp;
  private final AtomicReference<@Nullable Long> firstStart = new AtomicReference<>();
  private volatile boolean stopping;
  private volatile boolean bodiesFull;
  private volatile boolean outcomesFull;

  Gate(Supplier<Optional<Registration>> lease, DatabaseTime time, java.time.Duration warmUp) {
    this.lease = lease;
    this.time = time;
    this.warmUp = warmUp.toNanos();
  }

  /** The registration to act under; null if nothing may start. */
  @Nullable Registration open() {
    return stopping || bodiesFull || outcomesFull || !time.isTrusted()
        ? null
        : lease.get().orElse(null);
  }

  /** The part of the tickets that may be used, for a JVM that has just begun to work. */
  double warmth(long now) {
    Long first = firstStart.get();
    if (first == null) {
      firstStart.compareAndSet(null, now);
      return COLD;
    }
    return warmUp == 0
        ? 1
        : Math.clamp(COLD + (1 - COLD) * (double) (now - first) / (double) warmUp, COLD, 1);
  }

  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  void bodiesFull(boolean full) {
    bodiesFull = full;
  }

  void outcomesFull(boolean full) {
    outcomesFull = full;
  }
}
