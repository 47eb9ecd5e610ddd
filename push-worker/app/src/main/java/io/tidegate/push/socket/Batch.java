package io.tidegate.push.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** As much of a queue as goes into one statement. */
final class Batch {
  static final int MOST = 500;

  private Batch() {}

  /** Takes the first of a queue out. */
  static <T> List<T> of(Queue<T> queue) {
    List<T> batch = new ArrayList<>();
    for (T one = queue.poll(); one != null; one = batch.size() < MOST ? queue.poll() : null) {
      batch.add(one);
    }
    return batch;
  }
}
