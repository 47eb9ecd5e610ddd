package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine's clock, and whether it agrees with the database's, by which pushes fall due and
 * expire: one that is an hour fast would drop every push as expired.
 */
final class QueueClock {
  private static final Logger LOG = LoggerFactory.getLogger(QueueClock.class);
  private static final Duration ALLOWED = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private final InstantSource machine;
  private final Supplier<Instant> database;
  private boolean looked;
  private Instant lookedAt = Instant.EPOCH;
  private long lookedNanos;
  private volatile Duration off = Duration.ZERO;

  /**
   * Not compared yet.
   *
   * @param database asks the database; throws if it is away
   */
  QueueClock(InstantSource machine, Supplier<Instant> database) {
    this.machine = machine;
    this.database = database;
  }

  Instant instant() {
    return machine.instant();
  }

  /** Whether it is right enough to send by; looks now and then, and where it has jumped. */
  synchronized boolean isRight() {
    Duration passed = Duration.ofNanos(System.nanoTime() - lookedNanos);
    Duration jump = Duration.between(lookedAt.plus(passed), machine.instant()).abs();
    if (!looked || passed.compareTo(BETWEEN_LOOKS) > 0 || jump.compareTo(ALLOWED) > 0) {
      look();
    }
    return isRight(off);
  }

  private static boolean isRight(Duration off) {
    return off.abs().compareTo(ALLOWED) <= 0;
  }

  private void look() {
    Instant before = machine.instant();
    Instant theirs = database.get();
    Instant after = machine.instant();
    boolean wasRight = isRight(off);
    off =
        theirs.isBefore(before)
            ? Duration.between(theirs, before)
            : theirs.isAfter(after) ? Duration.between(theirs, after) : Duration.ZERO;
    lookedAt = after;
    lookedNanos = System.nanoTime();
    looked = true;
    if (wasRight && !isRight(off)) {
      LOG.error(
          "this machine's clock is {} from the database's: no push is sent or dropped by it", off);
    } else if (!wasRight && isRight(off)) {
      LOG.info("this machine's clock agrees with the database's again");
    }
  }

  /** By how much it is fast (or slow, if negative), as it was last seen; zero if it agrees. */
  Duration off() {
    Duration seen = off;
    return isRight(seen) ? Duration.ZERO : seen;
  }
}
