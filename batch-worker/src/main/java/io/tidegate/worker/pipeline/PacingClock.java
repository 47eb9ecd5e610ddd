package io.tidegate.worker.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that watches the time: at every step it wakes the I/O threads that have a ticket
 * due. It also notices when the machine slept, or its clock was set or is wrong, by comparing the
 * monotonic clock with the wall's.
 */
final class PacingClock implements AutoCloseable {
  private static final long LONGEST_PARK = 5_000_000L;
  private static final long JUMP = 10_000_000L;

  private final DatabaseTime time;
  private final InstantSource wall;
  private final List<IoThread> threads;
  private final long step;
  private final Thread thread;
  private volatile boolean closed;
  private volatile long sleepsUntil = Long.MAX_VALUE;
  private long wallAhead = Long.MIN_VALUE;

  /**
   * Watches over I/O threads.
   *
   * @param first what its own thread does before anything else
   */
  PacingClock(
      DatabaseTime time,
      InstantSource wall,
      List<IoThread> threads,
      Duration step,
      Runnable first) {
    this.time = time;
    this.wall = wall;
    this.threads = List.copyOf(threads);
    this.step = step.toNanos();
    this.thread = Thread.ofPlatform().daemon().name("pacing-clock").unstarted(() -> run(first));
  }

  void start() {
    threads.forEach(each -> each.follow(this::due));
    thread.start();
  }

  private void run(Runnable first) {
    first.run();
    int rounds = 0;
    while (!closed) {
      if (rounds++ % 16 == 0) {
        watchForJumps();
      }
      LockSupport.parkNanos(offerSteps(time.getAsLong()) - time.getAsLong());
    }
  }

  /**
   * Wakes the I/O threads that have something due.
   *
   * @return when to look again: a step later when a thread was woken, as only its step will tell
   *     what is due next; else at the first instant that is known, 5 ms later at the latest
   */
  long offerSteps(long now) {
    sleepsUntil = Long.MAX_VALUE; // whoever has something due from here on wakes us
    long again = now + LONGEST_PARK;
    for (IoThread each : threads) {
      long next = each.nextDue();
      if (next <= now) {
        each.offerStep();
        again = now + step;
      } else {
        again = Math.min(again, next);
      }
    }
    again = Math.max(now + step, again);
    sleepsUntil = again;
    return again;
  }

  /** A thread has something due that it did not have when it was looked at. */
  private void due(long instant) {
    if (oversleeps(instant)) {
      LockSupport.unpark(thread);
    }
  }

  /** Whether the clock would be more than a step late for an instant, if nobody woke it. */
  boolean oversleeps(long instant) {
    return sleepsUntil - step > instant;
  }

  private void watchForJumps() {
    long before = time.nanoTime();
    long ahead = LaneMinute.nanos(wall.instant()) - before;
    if (time.nanoTime() - before > JUMP / 4) {
      return; // interrupted between the two readings: they say nothing
    }
    if (wallAhead != Long.MIN_VALUE && Math.abs(ahead - wallAhead) > JUMP) {
      time.jumped();
    }
    wallAhead = ahead;
    time.machineSays(ahead);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
