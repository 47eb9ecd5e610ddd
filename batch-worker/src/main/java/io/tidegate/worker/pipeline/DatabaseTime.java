package io.tidegate.worker.pipeline;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * The database's clock, told by the machine's monotonic one.
 *
 * <p>Every answer of the database that names its time was made between two readings of nanoTime, so
 * it bounds the distance between the two clocks from both sides; what several answers bound
 * together is the better known. While the distance is not known to 10 ms, or after an answer that
 * contradicts the ones before by more than that (a clock was set, a machine slept), the time is not
 * {@link #isTrusted trusted}: until three answers in a row agree again, nothing is claimed and
 * nothing starts.
 */
public final class DatabaseTime implements LongSupplier {
  private static final long LARGEST_ERROR = 10_000_000L;
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
    return trusted;
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
