package io.tidegate.verify;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a ledger row by row; every wrong row is reported, not only the first. */
final class LedgerReader {
  static final List<String> HEADER =
      List.of(
          "institution", "user", "call", "object", "page", "epoch_micros", "status", "rsp_code");
  private static final int KEPT = 10_000;
  // The year 2000 and the year 2200: what lies outside is a ledger in milliseconds or nanoseconds.
  private static final long EARLIEST = 946_684_800_000_000L;
  private static final long LATEST = 7_258_118_400_000_000L;

  private final Map<String, Laws> laws;
  private final Ledger ledger = new Ledger();
  private final List<BadRow> bad = new ArrayList<>();
  private long badCount;

  private LedgerReader(Map<String, Laws> laws) {
    this.laws = laws;
  }

  /** Reads files into one ledger; the first file with wrong rows ends it. */
  static Ledger read(List<Path> files, Map<String, Laws> laws)
      throws IOException, UnreadableLedger {
    LedgerReader reader = new LedgerReader(laws);
    for (Path file : files) {
      reader.readAll(file);
      if (reader.badCount > 0) {
        throw new UnreadableLedger(file, reader.bad, reader.badCount);
      }
    }
    return reader.ledger;
  }

  private void readAll(Path file) throws IOException {
    try (CsvReader<CsvRecord> rows =
        CsvReader.builder()
            .detectBomHeader(true)
            .skipEmptyLines(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(file)) {
      boolean header = true;
      for (CsvRecord row : rows) {
        if (header) {
          header = false;
          if (!row.getFields().equals(HEADER)) {
            wrong(row, "the header must be " + String.join(",", HEADER) + ", but is " + shown(row));
            return;
          }
        } else {
          read(row);
        }
      }
      if (header) {
        wrong(1, "the file is empty; it must begin with " + String.join(",", HEADER));
      }
    } catch (CsvParseException e) {
      wrong(lastLine + 1, "the rest cannot be read as CSV: " + e.getMessage());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private long lastLine;

  private void read(CsvRecord row) {
    lastLine = row.getStartingLineNumber();
    if (row.getFieldCount() != HEADER.size()) {
      wrong(row, "a row has 8 fields, but this one has " + row.getFieldCount() + ": " + shown(row));
      return;
    }
    long before = badCount;
    Laws law = laws.get(row.getField(0));
    if (law == null) {
      wrong(row, "institution " + quoted(row.getField(0)) + " is not among the given ones");
    }
    String call = row.getField(2);
    if (call.isEmpty()) {
      wrong(row, "call must not be empty");
    }
    long page = row.getField(4).isEmpty() ? 1 : number(row, 4, 1, Integer.MAX_VALUE);
    long micros = number(row, 5, EARLIEST, LATEST);
    long status = number(row, 6, 0, 599);
    for (int field = 1; field < HEADER.size(); field++) {
      if (row.getField(field).indexOf('\uFFFD') >= 0) {
        wrong(row, HEADER.get(field) + " is not UTF-8: " + quoted(row.getField(field)));
      }
    }
    if (law == null || badCount != before) {
      return;
    }
    if (lastLine > Integer.MAX_VALUE) {
      throw new IllegalStateException("a ledger may have 2147483647 lines at most");
    }
    boolean byUser = call.startsWith(Ledger.BY_USER);
    ledger
        .arrivals(law.institution())
        .add(
            (int) lastLine,
            micros,
            Hash.of(row.getField(1)),
            ledger.call(byUser ? call.substring(Ledger.BY_USER.length()) : call),
            Hash.of(row.getField(3)),
            (int) page,
            law.successes().counts((int) status, row.getField(7)),
            byUser);
    ledger.seen(micros);
  }

  private long number(CsvRecord row, int field, long least, long most) {
    String text = row.getField(field);
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    wrong(
        row, HEADER.get(field) + " must be " + least + " to " + most + ", but is " + quoted(text));
    return least;
  }

  private void wrong(CsvRecord row, String problem) {
    wrong(row.getStartingLineNumber(), problem);
  }

  private void wrong(long line, String problem) {
    badCount++;
    if (bad.size() < KEPT) {
      bad.add(new BadRow(line, problem));
    }
  }

  private static String shown(CsvRecord row) {
    return quoted(String.join(",", row.getFields()));
  }

  private static String quoted(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints()
        .limit(120)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return shown.append(text.length() > 120 ? "…\"" : "\"").toString();
  }
}
