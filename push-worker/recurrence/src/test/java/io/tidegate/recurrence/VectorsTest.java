package io.tidegate.recurrence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** 66 rules with their occurrences, computed by others. */
class VectorsTest {
  private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");

  record Vector(
      String rule,
      String zone,
      LocalDateTime start,
      List<LocalDateTime> local,
      List<Instant> instants) {}

  static Stream<Vector> vectors() {
    try (InputStream in =
            Objects.requireNonNull(
                VectorsTest.class.getResourceAsStream("rrule_timezone_vectors.csv"));
        var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      return lines.lines().skip(1).map(VectorsTest::vector).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only the rule is ever quoted. */
  private static Vector vector(String line) {
    int end = line.startsWith("\"") ? line.indexOf("\",") + 1 : line.indexOf(',');
    String[] rest = line.substring(end + 1).split(",", -1);
    return new Vector(
        line.substring(0, end).replace("\"", ""),
        rest[0],
        LocalDateTime.parse(rest[1], BASIC),
        Arrays.stream(rest[2].split(";")).map(LocalDateTime::parse).toList(),
        Arrays.stream(rest[3].split(";")).map(Instant::parse).toList());
  }

  @Test
  void thereAreAllOfThem() {
    assertThat(vectors()).hasSize(66);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theDatesAndInstantsAreTheirs(Vector vector) {
    Recurrence recurrence = Recurrence.read(vector.rule, vector.start, vector.zone);
    List<LocalDateTime> local = new ArrayList<>();
    LocalDate date = recurrence.dates().next(vector.start.toLocalDate());
    while (date != null) {
      local.add(date.atTime(vector.start.toLocalTime()));
      date = recurrence.dates().next(date.plusDays(1));
    }
    assertThat(local).isEqualTo(vector.local);
    List<Instant> instants = new ArrayList<>();
    Instant next = recurrence.next(Instant.EPOCH);
    while (next != null) {
      instants.add(next);
      next = recurrence.next(next.plusNanos(1));
    }
    assertThat(instants).isEqualTo(vector.instants);
  }

  /** What the poll does: it asks each minute which local minutes fall due. */
  @ParameterizedTest
  @MethodSource("vectors")
  void aPollOfEachMinuteFindsThem(Vector vector) {
    Recurrence recurrence = Recurrence.read(vector.rule, vector.start, vector.zone);
    List<Instant> found = new ArrayList<>();
    for (Instant at : vector.instants) {
      for (long minute = -180; minute <= 180; minute++) {
        Instant polled = at.plus(minute, ChronoUnit.MINUTES);
        for (LocalDateTime due : DueMinutes.at(recurrence.zone(), polled)) {
          int key = recurrence.dates().dayKey();
          if (due.getHour() * 60 + due.getMinute() == recurrence.minute()
              && recurrence.dates().holds(due.toLocalDate())) {
            assertThat(Arrays.stream(DayKey.on(due.toLocalDate()))).contains(key);
            found.add(polled);
          }
        }
      }
    }
    assertThat(found).isEqualTo(vector.instants);
  }
}
