package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's clock, by which pushes fall due and expire: what it showed when it was last looked
 * at, and what has passed since. So what is heard, put off or given up goes by the same time on
 * every machine, also on one whose own clock is hours fast. And whether the machine's clock agrees
 * with it: channels go by that one, in what they sign and in how long push services are to keep a
 * push.
 */
final class QueueClock {
  private static final Logger LOG = LoggerFactory.getLogger(QueueClock.class);
  private static final Duration ALLOWED = Duration.ofSeconds(5);

  /** Who was wrong is right again within this: who is at the edge does not change all the time. */
  private static final Duration AGAIN_ALLOWED = Duration.ofSeconds(3);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  /** Both clocks at a time. A look that takes long makes the database's slow, and never fast. */
  private record Look(Instant database, Instant machine, long nanos) {}

  private final InstantSource machine;
  private final Supplier<Instant> database;
  private final LongSupplier nanos;
  private volatile @Nullable Look last;
  private volatile Duration off = Duration.ZERO;
  private volatile boolean right = true;

  /**
   * Not looked at yet.
   *
   * @param database asks the database; throws if it is away
   * @param nanos what passes, as {@link System#nanoTime} tells it
   */
  QueueClock(InstantSource machine, Supplier<Instant> database, LongSupplier nanos) {
    this.machine = machine;
    this.database = database;
    this.nanos = nanos;
  }

  /**
   * The database's time; asks nobody.
   *
   * @throws IllegalStateException if it was never looked at
   */
  Instant instant() {
    Look look = last;
    if (look == null) {
      throw new IllegalStateException("the database's clock was not looked at yet");
    }
    return look.database.plusNanos(nanos.getAsLong() - look.nanos);
  }

  /** Looks at the database's clock now and then, and where this machine's has jumped. */
  synchronized void compare() {
    Look before = last;
    if (before == null || isOld(before)) {
      look();
    }
  }

  private boolean isOld(Look look) {
    Duration passed = Duration.ofNanos(nanos.getAsLong() - look.nanos);
    Duration jump = Duration.between(look.machine.plus(passed), machine.instant()).abs();
    return passed.compareTo(BETWEEN_LOOKS) > 0 || jump.compareTo(ALLOWED) > 0;
  }

  private void look() {
    Instant before = machine.instant();
    Instant theirs = database.get();
    Instant after = machine.instant();
    last = new Look(theirs, after, nanos.getAsLong());
    off =
        theirs.isBefore(before)
            ? Duration.between(theirs, before)
            : theirs.isAfter(after) ? Duration.between(theirs, after) : Duration.ZERO;
    boolean wasRight = right;
    right = off.abs().compareTo(wasRight ? ALLOWED : AGAIN_ALLOWED) <= 0;
    if (wasRight && !right) {
      LOG.error("this machine's clock is {} from the database's: it sends nothing", off);
    } else if (!wasRight && right) {
      LOG.info("this machine's clock agrees with the database's again");
    }
  }

  /** Whether this machine's was right enough to send by when it was last compared. */
  boolean isRight() {
    return right;
  }

  /**
   * Compares.
   *
   * @throws IllegalStateException if this machine's clock is wrong
   */
  void mustBeRight() {
    compare();
    if (!right) {
      throw new IllegalStateException("this machine's clock is not the database's");
    }
  }

  /** By how much this machine's is fast (or slow, if negative); zero if it agrees. */
  Duration off() {
    return right ? Duration.ZERO : off;
  }
}
