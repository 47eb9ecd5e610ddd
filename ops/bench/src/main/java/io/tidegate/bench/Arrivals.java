package io.tidegate.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

  /** All arrivals of a ledger from an instant on. */
  static Arrivals of(Path ledger, long fromMicros) throws IOException {
    try (BufferedReader rows = Files.newBufferedReader(ledger)) {
      String head = rows.readLine();
      int column = head == null ? -1 : Arrays.asList(head.split(",", -1)).indexOf("epoch_micros");
      if (column < 0) {
        throw new IOException(ledger + " has no column epoch_micros");
      }
      return at(
          rows.lines()
              .mapToLong(row -> Long.parseLong(row.split(",", -1)[column]))
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
}
