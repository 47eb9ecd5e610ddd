package io.tidegate.push.queue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that turns and turns until it is closed, whatever breaks off meanwhile. */
public final class QueueThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueThread.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LAST_TURN = Duration.ofSeconds(25);

  /** What is done again and again. */
  public interface Turns {
    /** Once; what it throws is counted, and it is called again. */
    void turn();

    /** Counted: a turn has broken off. */
    void failed();

    /** Gives back what it has; no turn comes after it. */
    void end();
  }

  private final String name;
  private final Supplier<Turns> made;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private int failures;

  /**
   * Not started yet.
   *
   * @param made called on the thread
   */
  public QueueThread(String name, Supplier<Turns> made) {
    this.name = name;
    this.made = made;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    Turns turns = made.get();
    try {
      while (closing.getCount() > 0) {
        turn(turns);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      turns.end();
    }
  }

  private void turn(Turns turns) throws InterruptedException {
    try {
      turns.turn();
      if (failures > 0) {
        LOG.info("{} goes on after {} failures", name, failures);
        failures = 0;
      }
    } catch (RuntimeException e) { // whatever it was: what is on the queue must not wait for ever
      turns.failed();
      if (failures++ == 0 && closing.getCount() > 0) {
        LOG.error("{} broke off; it tries again every {}", name, PAUSE, e);
      }
      var _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** This turn is the last. */
  void closing() {
    closing.countDown();
  }

  @Override
  public void close() {
    closing();
    try {
      if (!thread.join(LAST_TURN)) {
        LOG.warn("{} did not end within {}", name, LAST_TURN);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
