package io.tidegate.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** When calls arrived at the receiver. */
final class Arrivals {
  private final long[] micros;

  private Arrivals(long[] micros) {
    this.micros = micros;
  }

  /** Arrivals at given microseconds since the epoch, in any order. */
  static Arrivals at(LongStream micros) {
    return new Arrivals(micros.sorted().toArray());
  }

  /** An institution's arrivals in a ledger, from an instant on. */
  static Arrivals of(Path ledger, String institution, long fromMicros) throws IOException {
    try (BufferedReader rows = Files.newBufferedReader(ledger)) {
      String head = rows.readLine();
      List<String> columns = head == null ? List.of() : List.of(head.split(",", -1));
      int time = columns.indexOf("epoch_micros");
      int whose = columns.indexOf("institution");
      if (time < 0 || whose < 0) {
        throw new IOException(ledger + " must have the columns institution and epoch_micros");
      }
      return at(
          rows.lines()
              .map(row -> row.split(",", -1))
              .filter(row -> row[whose].equals(institution))
              .mapToLong(row -> Long.parseLong(row[time]))
              .filter(at -> at >= fromMicros));
    }
  }

  int count() {
    return micros.length;
  }

  /** The most arrivals in any stretch of the given length, its begin included, its end not. */
  int mostIn(long lengthMicros) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < micros.length; last++) {
      while (micros[last] - micros[first] >= lengthMicros) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  /**
   * How far the receiver was behind an even plan, in ms: the n-th arrival against the n-th instant
   * of the plan; an early one counts as 0. A call that is left out puts all later ones behind.
   *
   * @param beginMicros when the plan begins
   * @param intervalMicros from instant to instant; the first stands half of it after the begin
   * @throws IllegalArgumentException if nothing arrived
   */
  Quantiles behind(long beginMicros, double intervalMicros) {
    return Quantiles.of(
        IntStream.range(0, micros.length)
            .mapToDouble(
                n -> Math.max(0, micros[n] - beginMicros - (n + 0.5) * intervalMicros) / 1e3)
            .boxed()
            .toList());
  }
}
