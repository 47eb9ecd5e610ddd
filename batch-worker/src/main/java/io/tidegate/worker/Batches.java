package io.tidegate.worker;

import java.util.function.IntUnaryOperator;

/**
 * Work on many rows in small transactions, so that nobody waits for long and no old snapshot stays
 * open.
 *
 * @param rows the most rows of a transaction, 1 or more
 */
public record Batches(int rows) {
  public Batches {
    if (rows < 1) {
      throw new IllegalArgumentException("a batch must have 1 row or more, but has " + rows);
    }
  }

  /**
   * Repeats a batch until it finds fewer rows than it might, or the thread is interrupted.
   *
   * @param batch is given the most rows, and answers how many there were
   * @return how many rows there were in all
   */
  public int all(IntUnaryOperator batch) {
    int sum = 0;
    int found = rows;
    while (found >= rows && !Thread.currentThread().isInterrupted()) {
      found = batch.applyAsInt(rows);
      sum += found;
    }
    return sum;
  }
}
