package io.tidegate.planning.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Reads special days from CSV: a header with the columns {@code date} and {@code kind} among
 * others, and a row a day. A kind is {@code holiday} (also {@code statutory}, {@code substitute},
 * {@code temporary}, {@code election}) or {@code market}.
 */
public final class CalendarCsv {

  private static final Set<String> HOLIDAYS =
      Set.of("holiday", "statutory", "substitute", "temporary", "election");
  private static final String MARKET = "market";

  /**
   * What was read.
   *
   * @param days the days; of no use if there are errors
   * @param errors all bad rows in order of lines
   */
  public record Content(SpecialDays days, List<BadRow> errors) {
    public Content {
      errors = List.copyOf(errors);
    }
  }

  private CalendarCsv() {}

  /**
   * The public holidays of South Korea as the jar has them: versioned data, see the folder's
   * README.
   */
  public static SpecialDays korea() {
    try (InputStream in = CalendarCsv.class.getResourceAsStream("kr_holidays_2018_2027.csv")) {
      Content content = read(Objects.requireNonNull(in, "the calendar is missing in the jar"));
      if (!content.errors().isEmpty()) {
        throw new IllegalStateException("the calendar in the jar is wrong: " + content.errors());
      }
      return content.days();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file. */
  public static Content read(InputStream in) throws IOException {
    List<BadRow> bad = new ArrayList<>();
    List<CsvRows.Row> rows = CsvRows.read(in, bad);
    List<String> header =
        rows.isEmpty()
            ? List.of()
            : rows.getFirst().fields().stream().map(f -> f.toLowerCase(Locale.ROOT)).toList();
    int date = header.indexOf("date");
    int kind = header.indexOf("kind");
    if (date < 0 || kind < 0) {
      bad.add(new BadRow(1, "", String.join(",", header), "a header with date and kind"));
      return new Content(SpecialDays.NONE, bad);
    }
    Set<LocalDate> holidays = new HashSet<>();
    Set<LocalDate> market = new HashSet<>();
    for (CsvRows.Row row : rows.subList(1, rows.size())) {
      if (row.fields().size() != header.size()) {
        bad.add(
            new BadRow(row.line(), "", row.fields().size() + " fields", header.size() + " fields"));
        continue;
      }
      String name = row.fields().get(kind).toLowerCase(Locale.ROOT);
      try {
        LocalDate day = LocalDate.parse(row.fields().get(date));
        if (HOLIDAYS.contains(name)) {
          holidays.add(day);
        } else if (name.equals(MARKET)) {
          market.add(day);
        } else {
          bad.add(new BadRow(row.line(), "kind", row.fields().get(kind), "holiday or market"));
        }
      } catch (DateTimeException e) {
        bad.add(
            new BadRow(row.line(), "date", row.fields().get(date), "a date such as 2026-12-25"));
      }
    }
    return new Content(new SpecialDays(holidays, market), bad);
  }
}
