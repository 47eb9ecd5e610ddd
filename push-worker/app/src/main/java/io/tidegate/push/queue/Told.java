package io.tidegate.push.queue;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What other threads leave to be done on a queue's own. */
final class Told {
  /** Where Kafka is away each attempt to send waits for two seconds: then one is enough. */
  private static final long PATIENCE = 1_000_000_000L;

  private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();

  void add(Runnable one) {
    waiting.add(one);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Does what is there, and leaves what comes of it to the next turn: where Kafka is away an
   * attempt is told to have failed before it returns, and there would be no end.
   */
  void hear() {
    long began = System.nanoTime();
    for (int left = waiting.size(); left > 0 && System.nanoTime() - began < PATIENCE; left--) {
      waiting.remove().run();
    }
  }

  /** Waits for something to do, and does it. */
  void hearNext(Duration atMost) throws InterruptedException {
    Runnable one = waiting.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (one != null) {
      one.run();
    }
  }
}
