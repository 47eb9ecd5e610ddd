package io.tidegate.planning.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads user traffic from CSV: a header {@code timestamp,count} (or {@code timestamp,value}) and a
 * row for each stretch of time, named by its begin.
 *
 * <p>A timestamp is local ({@code 2026-11-24 09:30}, seconds optional, {@code T} for the blank
 * allowed) or carries its offset ({@code 2026-11-24T00:30:00Z}). The stretches are as long as the
 * shortest distance between two timestamps, from a second to a day; rows may stand in any order and
 * some may be missing. Where the clock is put back, a local time that stands there twice is the
 * first pass and then the second; one that stands there once is both passes together, half and
 * half. A local time that a gap skips is refused.
 */
public final class TrafficCsv {

  private static final String COUNT = "a number of 0 or more";
  private static final String TIMESTAMP = "a timestamp such as 2026-11-24 09:30";

  /**
   * What was read.
   *
   * @param readings all good rows in order of time; of no use if there are errors
   * @param errors all bad rows in order of lines
   */
  public record Content(List<TrafficReading> readings, List<BadRow> errors) {
    public Content {
      readings = List.copyOf(readings);
      errors = List.copyOf(errors);
    }
  }

  /** A row; its end is not known before all are read. */
  private record Point(int line, Instant from, double calls) {}

  private final ZoneId zone;
  private final List<BadRow> bad = new ArrayList<>();
  private final List<Point> points = new ArrayList<>();

  private TrafficCsv(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * Reads a file.
   *
   * @param zone of the local times
   */
  public static Content read(InputStream in, ZoneId zone) throws IOException {
    return new TrafficCsv(zone).content(in);
  }

  private Content content(InputStream in) throws IOException {
    List<CsvRows.Row> rows = CsvRows.read(in, bad);
    if (rows.isEmpty()) {
      if (bad.isEmpty()) {
        bad.add(new BadRow(1, "", "an empty file", "a header timestamp,count and rows"));
      }
      return new Content(List.of(), bad);
    }
    CsvRows.Row header = rows.getFirst();
    List<String> names =
        header.fields().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    if (names.size() != 2
        || !names.get(0).equals("timestamp")
        || !(names.get(1).equals("count") || names.get(1).equals("value"))) {
      bad.add(
          new BadRow(
              header.line(), "", String.join(",", header.fields()), "the header timestamp,count"));
      return new Content(List.of(), bad);
    }
    read(rows.subList(1, rows.size()));
    points.sort(Comparator.comparing(Point::from));
    refuseRepetitions();
    List<TrafficReading> readings = bad.isEmpty() ? readings() : List.of();
    bad.sort(Comparator.comparingInt(BadRow::line));
    return new Content(readings, bad);
  }

  private void read(List<CsvRows.Row> rows) {
    Map<LocalDateTime, List<Point>> twice = new HashMap<>();
    for (CsvRows.Row row : rows) {
      if (row.fields().size() != 2) {
        bad.add(new BadRow(row.line(), "", row.fields().size() + " fields", "two fields"));
        continue;
      }
      Optional<Double> calls = calls(row);
      String text = row.fields().getFirst();
      try {
        if (hasOffset(text)) {
          Instant from = OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
          calls.ifPresent(c -> points.add(new Point(row.line(), from, c)));
        } else {
          LocalDateTime local = LocalDateTime.parse(text.replace(' ', 'T'));
          calls.ifPresent(c -> local(row.line(), local, c, twice));
        }
      } catch (DateTimeException e) {
        bad.add(new BadRow(row.line(), "timestamp", text, TIMESTAMP));
      }
    }
    twice.forEach(this::passes);
  }

  private static boolean hasOffset(String text) {
    return text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
  }

  private Optional<Double> calls(CsvRows.Row row) {
    String text = row.fields().get(1);
    if (text.matches("[0-9]{1,15}(\\.[0-9]{1,9})?")) {
      return Optional.of(Double.valueOf(text));
    }
    bad.add(new BadRow(row.line(), "count", text, COUNT));
    return Optional.empty();
  }

  private void local(
      int line, LocalDateTime local, double calls, Map<LocalDateTime, List<Point>> twice) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    switch (offsets.size()) {
      case 0 ->
          bad.add(
              new BadRow(
                  line,
                  "timestamp",
                  local.toString(),
                  "a time that the clocks of " + zone + " show"));
      case 1 -> points.add(new Point(line, local.toInstant(offsets.getFirst()), calls));
      default ->
          twice
              .computeIfAbsent(local, l -> new ArrayList<>())
              .add(new Point(line, local.toInstant(offsets.getFirst()), calls));
    }
  }

  /** A local time with two passes: its rows are given to them. */
  private void passes(LocalDateTime local, List<Point> rows) {
    Instant second = local.toInstant(zone.getRules().getValidOffsets(local).getLast());
    Point first = rows.getFirst();
    boolean folded = rows.size() == 1;
    double part = folded ? first.calls() / 2 : first.calls();
    points.add(new Point(first.line(), first.from(), part));
    points.add(
        folded
            ? new Point(first.line(), second, part)
            : new Point(rows.get(1).line(), second, rows.get(1).calls()));
    rows.stream()
        .skip(2)
        .forEach(row -> bad.add(repeated(row.line(), local.toString(), rows.get(1).line())));
  }

  private void refuseRepetitions() {
    for (int i = 1; i < points.size(); i++) {
      Point before = points.get(i - 1);
      Point point = points.get(i);
      if (point.from().equals(before.from())) {
        int later = Math.max(point.line(), before.line());
        int earlier = Math.min(point.line(), before.line());
        bad.add(repeated(later, point.from().toString(), earlier));
      }
    }
  }

  private static BadRow repeated(int line, String found, int earlier) {
    return new BadRow(
        line, "timestamp", found + " again", "each time once (it stands in line " + earlier + ")");
  }

  private List<TrafficReading> readings() {
    if (points.size() < 2) {
      bad.add(
          new BadRow(
              1,
              "",
              points.size() + " rows",
              "two rows or more: the second tells how long they are"));
      return List.of();
    }
    Duration step = Duration.ofDays(1);
    for (int i = 1; i < points.size(); i++) {
      Duration distance = Duration.between(points.get(i - 1).from(), points.get(i).from());
      step = distance.compareTo(step) < 0 ? distance : step;
    }
    List<TrafficReading> readings = new ArrayList<>(points.size());
    for (Point point : points) {
      readings.add(new TrafficReading(point.from(), step, point.calls()));
    }
    return readings;
  }
}
