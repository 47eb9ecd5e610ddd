package io.tidegate.worker.pipeline;

import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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

  /** How far two good clocks part: 100 millionths. */
  private static final long DRIFT = 10_000;

  /** Bounds of (database − nanoTime), by one answer at one nanoTime. */
  private record Bounds(long least, long most, long at) {
    Bounds agedTo(long now) {
      long drift = Math.max(0, now - at) / DRIFT;
      return new Bounds(least - drift, most + drift, now);
    }

    Bounds within(Bounds other) {
      return new Bounds(Math.max(least, other.least), Math.min(most, other.most), at);
    }

    long middle() {
      return least + (most - least) / 2;
    }

    long error() {
      return (most - least) / 2;
    }
  }

  /** No answer can be that far off. */
  private static final Bounds UNKNOWN = new Bounds(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2, 0);

  private final LongSupplier nanoTime;
  private @Nullable Bounds known;
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
    Bounds until = known == null ? UNKNOWN : known.agedTo(after);
    long apart = Math.max(bounds.least() - until.most(), until.least() - bounds.most());
    if (apart > LARGEST_ERROR) {
      jumped = true;
      agreeing = 0;
    }
    if (++agreeing >= AGREEING) {
      jumped = false;
    }
    known = apart > 0 ? bounds : bounds.within(until);
    distance = known.middle();
    trusted = !jumped && known.error() <= LARGEST_ERROR;
  }

  /** The machine slept or its clock was set: nothing is known until answers agree again. */
  public synchronized void jumped() {
    known = null;
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
