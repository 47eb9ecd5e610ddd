package io.tidegate.worker.pipeline;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's clock, told by the machine's monotonic one.
 *
 * <p>Every answer of the database that names its time was made between two readings of nanoTime, so
 * it bounds the distance between the two clocks from both sides; what several answers bound
 * together is the better known. While the distance is not known to 10 ms, or after an answer that
 * contradicts the ones before by more than that (a clock was set, a machine slept), the time is not
 * {@link #isTrusted trusted}: until three answers in a row agree again, nothing is claimed and
 * nothing starts.
 *
 * <p>Nor is it trusted while the machine's own clock is far off the database's. No call is timed by
 * that clock, but one of the two machines does not know what time it is, and nobody here can tell
 * which.
 */
public final class DatabaseTime implements LongSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseTime.class);
  private static final long LARGEST_ERROR = 10_000_000L;
  private static final long FAR_OFF = 500_000_000L;
  private static final int AGREEING = 3;
  private static final int KEPT = 8;

  /** How far two good clocks part: 100 millionths. */
  private static final long DRIFT = 10_000;

  /** Bounds of (database − nanoTime), by one answer at one nanoTime. */
  private record Bounds(long least, long most, long at) {
    Bounds agedTo(long now) {
      long drift = Math.max(0, now - at) / DRIFT;
      return new Bounds(least - drift, most + drift, now);
    }
  }

  private final LongSupplier nanoTime;
  private final Deque<Bounds> answers = new ArrayDeque<>();
  private int agreeing;
  private boolean jumped;
  private volatile long distance;
  private volatile boolean trusted;
  private volatile boolean machineIsOff;

  public DatabaseTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A reading of the monotonic clock, to be taken before and after asking the database. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /**
   * Takes an answer.
   *
   * @param before nanoTime before the question was sent
   * @param after nanoTime when the answer was there
   * @param database the time that it names
   */
  public synchronized void answered(long before, long after, Instant database) {
    long named = LaneMinute.nanos(database);
    Bounds bounds = new Bounds(named - after, named - before, after);
    Bounds together = together(after);
    long apart =
        together == null
            ? 0
            : Math.max(bounds.least() - together.most(), together.least() - bounds.most());
    if (apart > 0) {
      answers.clear();
      if (apart > LARGEST_ERROR) {
        jumped = true;
        agreeing = 0;
      }
    }
    answers.addLast(bounds);
    if (answers.size() > KEPT) {
      answers.removeFirst();
    }
    if (++agreeing >= AGREEING) {
      jumped = false;
    }
    Bounds known = together(after);
    if (known != null) {
      distance = known.least() + (known.most() - known.least()) / 2;
      trusted = !jumped && (known.most() - known.least()) / 2 <= LARGEST_ERROR;
    }
  }

  /** The machine slept or its clock was set: nothing is known until answers agree again. */
  public synchronized void jumped() {
    answers.clear();
    agreeing = 0;
    jumped = true;
    trusted = false;
  }

  /**
   * What the machine's own clock says.
   *
   * @param ahead by how much it is ahead of nanoTime
   */
  void machineSays(long ahead) {
    if (!trusted) {
      return; // nothing to compare it with
    }
    long off = ahead - distance;
    boolean isOff = Math.abs(off) > FAR_OFF;
    if (isOff != machineIsOff) {
      machineIsOff = isOff;
      LOG.warn(
          "this machine's clock is {} ms ahead of the database's: {}",
          off / 1_000_000,
          isOff ? "nothing is claimed and nothing starts until it is right" : "it is right again");
    }
  }

  private @org.jspecify.annotations.Nullable Bounds together(long now) {
    long least = Long.MIN_VALUE;
    long most = Long.MAX_VALUE;
    for (Bounds each : answers) {
      Bounds aged = each.agedTo(now);
      least = Math.max(least, aged.least());
      most = Math.min(most, aged.most());
    }
    return answers.isEmpty() ? null : new Bounds(least, most, now);
  }

  /** Whether the time is known well enough to start calls by. */
  public boolean isTrusted() {
    return trusted && !machineIsOff;
  }

  /** Nanoseconds since 1970 by the database's clock; means nothing while not trusted. */
  @Override
  public long getAsLong() {
    return nanoTime.getAsLong() + distance;
  }

  /** The time as an instant. */
  public Instant now() {
    return LaneMinute.instant(getAsLong());
  }
}
