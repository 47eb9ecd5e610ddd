package io.tidegate.verify;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Rows with the same key, one group after the other, each in order of arrival. One sort of packed
 * longs (the key's first bits, then the row) instead of a map of lists: ten million rows take 80 MB
 * for the time of the judgement.
 */
final class Groups {
  private final Arrivals arrivals;
  private final IntToLongFunction key;

  Groups(Arrivals arrivals, IntToLongFunction key) {
    this.arrivals = arrivals;
    this.key = key;
  }

  /** Looks at one group. */
  @FunctionalInterface
  interface Visitor {
    void group(int[] rows);
  }

  void forEach(IntPredicate included, Visitor visitor) {
    int rowBits = 64 - Long.numberOfLeadingZeros(Math.max(1, arrivals.size()));
    long rowMask = (1L << rowBits) - 1;
    int size = 0;
    long[] packed = new long[(int) IntStream.range(0, arrivals.size()).filter(included).count()];
    for (int row = 0; row < arrivals.size(); row++) {
      if (included.test(row)) {
        packed[size++] = (key.applyAsLong(row) & ~rowMask) | row;
      }
    }
    Arrays.sort(packed);
    int begin = 0;
    for (int i = 1; i <= packed.length; i++) {
      if (i == packed.length || (packed[i] & ~rowMask) != (packed[begin] & ~rowMask)) {
        int[] rows = new int[i - begin];
        for (int j = begin; j < i; j++) {
          rows[j - begin] = (int) (packed[j] & rowMask);
        }
        split(rows, visitor);
        begin = i;
      }
    }
  }

  /** Rows that share the first bits of their keys: nearly always one key, sometimes more. */
  private void split(int[] rows, Visitor visitor) {
    if (rows.length == 1) {
      visitor.group(rows);
      return;
    }
    int[] ordered =
        Arrays.stream(rows)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(key::applyAsLong)
                    .thenComparingLong(arrivals::micros)
                    .thenComparingInt(row -> row))
            .mapToInt(row -> row)
            .toArray();
    int begin = 0;
    for (int i = 1; i <= ordered.length; i++) {
      if (i == ordered.length || key.applyAsLong(ordered[i]) != key.applyAsLong(ordered[begin])) {
        visitor.group(Arrays.copyOfRange(ordered, begin, i));
        begin = i;
      }
    }
  }
}
