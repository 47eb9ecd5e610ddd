package io.tidegate.push.queue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that turns and turns until it is closed, whatever breaks off meanwhile. */
public final class QueueThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueThread.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Whoever begins anew leaves its Kafka group and joins it again, which holds up all others. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Duration HEALTHY = Duration.ofMinutes(1);

  /** So many failures in a row are no passing trouble. */
  private static final int TROUBLE = 10;

  /** Nor is it who has begun anew so often. */
  private static final int ANEW = 4;

  /** What is done again and again. */
  public interface Turns {
    /** Once; what it throws is counted, and it is called again if that {@link #isHarmless}. */
    void turn();

    /**
     * Whether the turn that broke off with this left all it has where the next will find it. If
     * not, it is abandoned, and another is made in its place.
     */
    default boolean isHarmless(Throwable brokeOff) {
      return true;
    }

    /** Whether no turn is to come after this one: they end, and others are made when they can. */
    default boolean isOver() {
      return false;
    }

    /** As {@link #end}, but what it has in memory is not to be trusted. */
    default void abandon() {
      end();
    }

    /** Counted: a turn has broken off. */
    void failed();

    /** Gives back what it has; no turn comes after it. */
    void end();

    /** How long a turn and the end may take together. */
    default Duration longestEnd() {
      return Duration.ofSeconds(25);
    }
  }

  /**
   * A thread that gets nowhere.
   *
   * @param failures how many turns have broken off in a row
   * @param anew how often it has begun anew, with no healthy minute between
   * @param pause how long it waits before it tries again
   * @param said what the last turn broke off with
   */
  public record Trouble(String thread, int failures, int anew, Duration pause, String said) {}

  private final String name;
  private final Supplier<Turns> made;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final Pauses pauses;
  private volatile @Nullable Turns turns;

  /** None after a turn that went well. */
  private volatile @Nullable Trouble last;

  /** As it began anew the last time. */
  private volatile @Nullable Trouble lastAnew;

  /**
   * Not started yet.
   *
   * @param made called on the thread, until it does not fail
   */
  public QueueThread(String name, Supplier<Turns> made) {
    this(name, made, new Pauses(PAUSE, LONGEST_PAUSE, HEALTHY, System::nanoTime));
  }

  /**
   * The same.
   *
   * @param pauses before it begins anew
   */
  QueueThread(String name, Supplier<Turns> made, Pauses pauses) {
    this.name = name;
    this.made = made;
    this.pauses = pauses;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** What keeps it from getting on; null if nothing does. */
  public @Nullable Trouble trouble() {
    Trouble seen = last;
    if (seen != null && seen.failures >= TROUBLE) {
      return seen;
    }
    Trouble anew = lastAnew;
    return anew != null && pauses.inARow() >= ANEW ? anew : null;
  }

  private void run() {
    try {
      while (closing.getCount() > 0) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Turns ending = turns;
      if (ending != null) {
        ending.end();
      }
    }
  }

  private void turn() throws InterruptedException {
    try {
      Turns present = turns;
      if (present == null) {
        present = made.get();
        turns = present;
      }
      present.turn();
      Trouble before = last;
      if (before != null) {
        LOG.info("{} goes on after {} failures", name, before.failures);
        last = null;
      }
      if (present.isOver()) {
        end(present);
      }
    } catch (RuntimeException | Error e) { // what is on the queue must not wait for ever
      Duration pause = PAUSE;
      try {
        failed(e);
      } catch (RuntimeException | Error unsaid) {
        // There may be no memory to say it with; trouble() has it all the same.
      }
      try {
        pause = abandonAfter(e);
      } catch (RuntimeException | Error unsaid) {
        // As above.
      }
      var _ = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void end(Turns present) {
    try {
      present.end();
    } finally {
      turns = null;
    }
  }

  private void failed(Throwable error) {
    Trouble before = last;
    String said = String.valueOf(error);
    last =
        new Trouble(name, before == null ? 1 : before.failures + 1, pauses.inARow(), PAUSE, said);
    Turns present = turns;
    if (present != null) {
      present.failed();
    }
    if ((before == null || !before.said.equals(said)) && closing.getCount() > 0) {
      LOG.error("{} broke off; it tries again every {}", name, PAUSE, error);
    }
  }

  /** Answers how long to wait. */
  private Duration abandonAfter(Throwable error) {
    Turns broken = turns;
    if (broken == null || broken.isHarmless(error)) {
      return PAUSE;
    }
    try {
      broken.abandon();
    } catch (RuntimeException | Error again) {
      LOG.warn("{} was not abandoned in good order", name, again);
    } finally {
      turns = null;
    }
    Duration pause = pauses.next();
    Trouble seen = last;
    int failures = seen == null ? 1 : seen.failures;
    last = new Trouble(name, failures, pauses.inARow(), pause, String.valueOf(error));
    lastAnew = last;
    LOG.warn("{} has forgotten what it had in memory, and begins anew after {}", name, pause);
    return pause;
  }

  /** This turn is the last. */
  void closing() {
    closing.countDown();
  }

  @Override
  public void close() {
    closing();
    Turns ending = turns;
    Duration patience = ending == null ? PAUSE : ending.longestEnd();
    try {
      if (!thread.join(patience)) {
        LOG.warn("{} did not end within {}", name, patience);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
