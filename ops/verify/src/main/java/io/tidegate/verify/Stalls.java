package io.tidegate.verify;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The seconds in which the receiver could not keep time: what arrived in them was written down late
 * and in a heap.
 *
 * <p>They stand in a file beside the ledger, {@code arrivals.stalls.csv} for {@code arrivals.csv},
 * with the columns {@code from_micros,until_micros,cause}. No file means no stalls. A receiver
 * whose kernel stamps what arrives is merely late with its answers when it is held up, and says so
 * by the cause: nothing is left unjudged for that.
 */
final class Stalls {
  static final List<String> HEADER = List.of("from_micros", "until_micros", "cause");
  static final String ONLY_ANSWERS = "answers late";
  private static final long SECOND = 1_000_000;

  private final TreeSet<Long> seconds = new TreeSet<>();

  static Path beside(Path ledger) {
    String name = ledger.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return ledger.resolveSibling(stem + ".stalls.csv");
  }

  /** Of those who write down what they themselves do. */
  static Stalls none() {
    return new Stalls();
  }

  static Stalls read(Path file) throws IOException, UnreadableLedger {
    Stalls stalls = new Stalls();
    if (!Files.exists(file)) {
      return stalls;
    }
    List<BadRow> bad = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder()
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        if (!row.getHeader().equals(HEADER)) {
          bad.add(new BadRow(1, "the header must be " + String.join(",", HEADER)));
          break;
        }
        stalls.read(row, bad);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (!bad.isEmpty()) {
      throw new UnreadableLedger(file, bad, bad.size());
    }
    return stalls;
  }

  private void read(NamedCsvRecord row, List<BadRow> bad) {
    try {
      long from = Long.parseLong(row.getField(0));
      long until = Long.parseLong(row.getField(1));
      if (from > until || until - from > 86_400 * SECOND) {
        throw new NumberFormatException("from " + from + " until " + until);
      }
      if (!row.getField(2).equals(ONLY_ANSWERS)) {
        add(from, until);
      }
    } catch (NumberFormatException e) {
      bad.add(
          new BadRow(
              row.getStartingLineNumber(),
              "from_micros and until_micros must be microseconds in order, at most a day apart, but"
                  + " are "
                  + row.getFields()));
    }
  }

  /** Leaves every second unjudged that the stretch touches. */
  void add(long fromMicros, long untilMicros) {
    for (long s = Math.floorDiv(fromMicros, SECOND); s <= Math.floorDiv(untilMicros, SECOND); s++) {
      seconds.add(s);
    }
  }

  boolean touch(long micros) {
    return !seconds.isEmpty() && seconds.contains(Math.floorDiv(micros, SECOND));
  }

  /** How many seconds are unjudged between two instants, both included. */
  long within(long firstMicros, long lastMicros) {
    return seconds
        .subSet(Math.floorDiv(firstMicros, SECOND), true, Math.floorDiv(lastMicros, SECOND), true)
        .size();
  }
}
