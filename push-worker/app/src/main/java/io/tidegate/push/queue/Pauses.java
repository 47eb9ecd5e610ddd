package io.tidegate.push.queue;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long whoever has to begin anew waits before it does: twice as long each time, up to a most,
 * and as short as at first after a healthy stretch. One thread takes pauses; any may ask.
 */
final class Pauses {
  /**
   * The last one.
   *
   * @param inARow how many there were without a healthy stretch between
   * @param over when it is, or was
   */
  private record Last(int inARow, Duration pause, long over) {}

  private final Duration least;
  private final Duration most;
  private final Duration healthy;
  private final LongSupplier nanos;
  private volatile Last last;

  /**
   * None yet.
   *
   * @param healthy the stretch
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  Pauses(Duration least, Duration most, Duration healthy, LongSupplier nanos) {
    this.least = least;
    this.most = most;
    this.healthy = healthy;
    this.nanos = nanos;
    this.last = new Last(0, Duration.ZERO, nanos.getAsLong());
  }

  /** The next, which begins now. */
  Duration next() {
    int inARow = inARow() + 1;
    Duration doubled = inARow == 1 ? least : last.pause.multipliedBy(2);
    Duration pause = doubled.compareTo(most) < 0 ? doubled : most;
    last = new Last(inARow, pause, nanos.getAsLong() + pause.toNanos());
    return pause;
  }

  /** How many there were without a healthy stretch between; none once such a one is over. */
  int inARow() {
    Last seen = last;
    return nanos.getAsLong() - seen.over < healthy.toNanos() ? seen.inARow : 0;
  }
}
