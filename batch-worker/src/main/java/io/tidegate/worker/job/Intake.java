package io.tidegate.worker.job;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/** Reads a file of consents as it streams in, row by row; memory does not grow with the file. */
final class Intake {
  // Of one field. A longer one is a quote that nobody closed.
  private static final int LONGEST_FIELD = 64 * 1024;

  private final Map<String, Integer> institutions;
  private final Instant now;
  private final boolean strict;

  /**
   * A reader of files.
   *
   * @param institutions numbers by code
   * @param now what no row may have been refreshed after
   * @param strict whether a wrong row makes a wrong file
   */
  Intake(Map<String, Integer> institutions, Instant now, boolean strict) {
    this.institutions = institutions;
    this.now = now;
    this.strict = strict;
  }

  /**
   * Hands each row on, in the file's order. What it handed on is void when it throws.
   *
   * @return number of rows, the header not counted
   * @throws Refusal when the file as a whole is wrong; it has been read to its end then
   * @throws IOException when the stream breaks off
   */
  long read(InputStream file, Consumer<Row> rows) throws IOException {
    Problems problems = new Problems();
    CsvText text = new CsvText(file, problems);
    long count = 0;
    long line = 0;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .skipEmptyLines(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(true)
            .maxBufferSize(LONGEST_FIELD)
            .ofCsvRecord(text)) {
      Iterator<CsvRecord> records = reader.iterator();
      if (records.hasNext()) {
        CsvRecord first = records.next();
        line = first.getStartingLineNumber();
        RowReader rowReader = new RowReader(Header.read(first, problems), institutions, now);
        while (records.hasNext()) {
          CsvRecord row = records.next();
          line = row.getStartingLineNumber();
          count++;
          Row read = rowReader.read(row);
          if (strict && read instanceof Row.Rejected rejected) {
            problems.add(
                line, "row", rejected.reasons(), "right rows only, in a file that replaces");
          } else if (problems.isEmpty()) {
            rows.accept(read);
          }
        }
        if (count == 0) {
          problems.add(1, "file", "a header and no row", "at least one row");
        }
      } else {
        problems.add(1, "file", "nothing", "a header with institution,user and at least one row");
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      problems.add(line + 1, "text", reason(e), "CSV by RFC 4180, fields up to 64 KiB");
      file.transferTo(OutputStream.nullOutputStream());
    }
    if (!problems.isEmpty()) {
      throw problems.refusal();
    }
    return count;
  }

  private static String reason(CsvParseException e) {
    String said = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
    return said.contains("maximum buffer size")
        ? "a field that does not end; is a quote left open?"
        : said;
  }
}
