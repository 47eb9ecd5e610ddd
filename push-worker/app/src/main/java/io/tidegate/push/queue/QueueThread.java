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

  /** So many failures in a row are no passing trouble. */
  private static final int TROUBLE = 10;

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
   * @param said what the last one broke off with
   */
  public record Trouble(String thread, int failures, String said) {}

  private final String name;
  private final Supplier<Turns> made;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Turns turns;
  private volatile @Nullable Trouble last;

  /**
   * Not started yet.
   *
   * @param made called on the thread, until it does not fail
   */
  public QueueThread(String name, Supplier<Turns> made) {
    this.name = name;
    this.made = made;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** What keeps it from getting on; null if nothing does. */
  public @Nullable Trouble trouble() {
    Trouble seen = last;
    return seen != null && seen.failures >= TROUBLE ? seen : null;
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
      Trouble over = last;
      if (over != null) {
        LOG.info("{} goes on after {} failures", name, over.failures);
        last = null;
      }
    } catch (RuntimeException | Error e) { // what is on the queue must not wait for ever
      try {
        failed(e);
      } catch (RuntimeException | Error unsaid) {
        // There may be no memory to say it with; trouble() has it all the same.
      }
      abandonAfter(e);
      var _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void failed(Throwable error) {
    Trouble before = last;
    String said = String.valueOf(error);
    last = new Trouble(name, before == null ? 1 : before.failures + 1, said);
    Turns present = turns;
    if (present != null) {
      present.failed();
    }
    if ((before == null || !before.said.equals(said)) && closing.getCount() > 0) {
      LOG.error("{} broke off; it tries again every {}", name, PAUSE, error);
    }
  }

  private void abandonAfter(Throwable error) {
    Turns broken = turns;
    try {
      if (broken == null || broken.isHarmless(error)) {
        return;
      }
      LOG.warn("{} forgets what it has in memory, and begins anew", name);
      broken.abandon();
    } catch (RuntimeException | Error again) {
      LOG.warn("{} was not abandoned in good order", name, again);
    }
    turns = null;
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
