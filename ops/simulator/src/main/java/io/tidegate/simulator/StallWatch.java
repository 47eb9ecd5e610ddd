package io.tidegate.simulator;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Notes when the event loop was held up: by a collection, by the machine, by itself. It beats every
 * 5 ms on the loop; a beat that comes more than 20 ms late is a stall. What waited for the loop has
 * been read before the beat comes, so the stall lasts until then. Where the kernel stamps arrivals,
 * only answers were late in it; elsewhere arrivals were counted late too, and prove nothing.
 */
final class StallWatch {
  /** Cause of a stall in which arrivals were written down late. */
  static final String ARRIVALS = "event loop";

  /** Cause of a stall that blurred no arrival: the judge leaves nothing unjudged for it. */
  static final String ANSWERS = "answers late";

  private static final long BEAT_MILLIS = 5;
  private static final long ALLOWED_NANOS = Duration.ofMillis(20).toNanos();

  private final WallClock clock;
  private final ArrivalLedger ledger;
  private final String cause;
  private long lastBeat;
  private long longest;

  /**
   * Watches the loop that it is started on.
   *
   * @param cause what its stalls are written down as
   */
  StallWatch(WallClock clock, ArrivalLedger ledger, String cause) {
    this.clock = clock;
    this.ledger = ledger;
    this.cause = cause;
  }

  /** Begins to beat; to be called on the loop. */
  void start(Vertx vertx) {
    lastBeat = System.nanoTime();
    vertx.setPeriodic(BEAT_MILLIS, timer -> beat(System.nanoTime()));
  }

  void beat(long nanos) {
    long late = nanos - lastBeat - BEAT_MILLIS * 1_000_000;
    if (late > ALLOWED_NANOS) {
      long now = clock.micros();
      ledger.stalled(now - (nanos - lastBeat) / 1_000, now, cause);
    }
    longest = Math.max(longest, late);
    lastBeat = nanos;
  }

  /** The longest stall so far. */
  Duration longest() {
    return Duration.ofNanos(Math.max(0, longest));
  }
}
