package io.tidegate.worker.pipeline;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What holds one institution back right now, as this process knows it: its row of {@code
 * institution_state}, and what its answers said since. Read at every ticket, by any thread.
 */
public final class Reins {
  private final int institutionId;
  private volatile long version = -1;
  private volatile long stateBlockedUntil = Long.MIN_VALUE;
  private volatile double rateFactor = 1;
  private final AtomicLong answeredBlockedUntil = new AtomicLong(Long.MIN_VALUE);

  Reins(int institutionId) {
    this.institutionId = institutionId;
  }

  int institutionId() {
    return institutionId;
  }

  /** Takes the row over, unless a later one is known. */
  synchronized void state(long version, @Nullable Instant blockedUntil, double rateFactor) {
    if (version >= this.version) {
      this.version = version;
      this.stateBlockedUntil =
          blockedUntil == null ? Long.MIN_VALUE : LaneMinute.nanos(blockedUntil);
      this.rateFactor = rateFactor;
    }
  }

  /** An answer asked not to be called until then; true if that is later than was known. */
  boolean block(Instant until) {
    long nanos = LaneMinute.nanos(until);
    return answeredBlockedUntil.getAndAccumulate(nanos, Math::max) < nanos;
  }

  /** The first instant at which a call may start, in nanoseconds since 1970. */
  long blockedUntil() {
    return Math.max(stateBlockedUntil, answeredBlockedUntil.get());
  }

  /** The part of the tickets that may be used, above 0, at most 1. */
  double rateFactor() {
    return rateFactor;
  }
}
