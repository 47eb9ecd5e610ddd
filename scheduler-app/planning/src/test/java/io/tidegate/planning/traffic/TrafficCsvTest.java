package io.tidegate.planning.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficCsvTest {

  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  private static TrafficCsv.Content read(String text, ZoneId zone) {
    return read(text.getBytes(StandardCharsets.UTF_8), zone);
  }

  private static TrafficCsv.Content read(byte[] bytes, ZoneId zone) {
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      return TrafficCsv.read(in, zone);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void rowsAreStretchesOfTheShortestDistanceInLocalTime() {
    TrafficCsv.Content content =
        read(
            "timestamp,count\n2026-11-22 10:00,60\n2026-11-22 09:30,30\n2026-11-22 12:00,9.5\n",
            SEOUL);
    assertThat(content.errors()).isEmpty();
    assertThat(content.readings())
        .containsExactly(
            reading("2026-11-22T00:30:00Z", 30),
            reading("2026-11-22T01:00:00Z", 60),
            reading("2026-11-22T03:00:00Z", 9.5));
  }

  @Test
  void moreRowsThanMemoryHoldsAreRefused() {
    TrafficCsv.Content content = read("timestamp,count\n" + "x\n".repeat(700_000), SEOUL);
    assertThat(content.errors().getLast())
        .isEqualTo(
            new BadRow(600_002, "", "more than 600000 rows", "a year of minutes; send parts"));
  }

  private static TrafficReading reading(String from, double calls) {
    return new TrafficReading(Instant.parse(from), Duration.ofMinutes(30), calls);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-22 09:30:00",
        "2026-11-22T09:30",
        "\"2026-11-22 09:30\"",
        "2026-11-22T00:30:00Z",
        "2026-11-22 09:30:00+09:00",
        "2026-11-21T19:30:00-05:00"
      })
  void timestampsMayBeWrittenInManyWays(String timestamp) {
    TrafficCsv.Content content =
        read("Timestamp, VALUE\r\n" + timestamp + ",1\r\n\r\n2026-11-22 10:00,2", SEOUL);
    assertThat(content.errors()).isEmpty();
    assertThat(content.readings().getFirst()).isEqualTo(reading("2026-11-22T00:30:00Z", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-22 24:30,1|timestamp",
        "22.11.2026 09:30,1|timestamp",
        "2026-02-30 09:30,1|timestamp",
        "yesterday,1|timestamp",
        "2026-11-22 09:30,-1|count",
        "2026-11-22 09:30,many|count",
        "2026-11-22 09:30,1e3|count",
        "2026-11-22 09:30,NaN|count",
        "2026-11-22 09:30,|count",
        "2026-11-22 09:30|fields",
        "2026-11-22 09:30,1,2|fields",
        "\"2026-11-22 09:30,1|quotes"
      })
  void everyBadRowIsNamedWithItsLine(String row, String about) {
    TrafficCsv.Content content =
        read("timestamp,count\n2026-11-22 08:00,1\n" + row + "\n2026-11-22 11:00,1\nx,y\n", SEOUL);
    assertThat(content.readings()).isEmpty();
    assertThat(content.errors()).extracting(BadRow::line).startsWith(3).contains(5);
    assertThat(content.errors().getFirst().toString()).contains("line 3").contains(about);
  }

  @Test
  void aTimeThatStandsThereTwiceIsRefusedWithBothLines() {
    TrafficCsv.Content content =
        read(
            "timestamp,count\n2026-11-22 08:00,1\n2026-11-22 09:00,1\n2026-11-22 08:00,1\n", SEOUL);
    assertThat(content.errors()).hasSize(1);
    assertThat(content.errors().getFirst().toString()).contains("line 4").contains("line 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|an empty file",
        "'time,count\n'|time,count",
        "'count,timestamp\n'|count,timestamp"
      })
  void aFileThatIsNoTrafficIsRefused(String text, String found) {
    assertThat(read(text, SEOUL).errors().getFirst().toString()).contains(found);
  }

  @Test
  void oneRowDoesNotTellHowLongItIs() {
    assertThat(read("timestamp,count\n2026-11-22 08:00,1\n", SEOUL).errors()).hasSize(1);
  }

  @Test
  void aByteOrderMarkIsSkippedAndOtherEncodingsAreRefused() {
    String text = "timestamp,count\n2026-11-22 08:00,1\n2026-11-22 09:00,1\n";
    assertThat(read("\uFEFF" + text, SEOUL).readings()).hasSize(2);
    byte[] latin = (text + "é,1\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(read(latin, SEOUL).errors()).extracting(BadRow::line).containsExactly(4);
    assertThat(read(text.getBytes(StandardCharsets.UTF_16), SEOUL).errors()).isNotEmpty();
  }

  @Test
  void aLocalTimeInAGapIsRefused() {
    TrafficCsv.Content content =
        read("timestamp,count\n2026-03-08 01:30,1\n2026-03-08 02:30,1\n", NEW_YORK);
    assertThat(content.errors()).hasSize(1);
    assertThat(content.errors().getFirst().toString())
        .contains("line 3")
        .contains("a time that the clocks of America/New_York show");
  }

  @Test
  void anHourThatComesTwiceIsBothPassesWhetherWrittenOnceOrTwice() {
    TrafficCsv.Content folded =
        read(
            "timestamp,count\n2026-11-01 00:00,5\n2026-11-01 01:00,20\n2026-11-01 02:00,5\n",
            NEW_YORK);
    assertThat(folded.readings())
        .extracting(TrafficReading::calls)
        .containsExactly(5.0, 10.0, 10.0, 5.0);
    TrafficCsv.Content twice =
        read(
            """
            timestamp,count
            2026-11-01 00:00,5
            2026-11-01 01:00,12
            2026-11-01 01:00,8
            2026-11-01 02:00,5
            """,
            NEW_YORK);
    assertThat(twice.errors()).isEmpty();
    assertThat(twice.readings())
        .extracting(TrafficReading::calls)
        .containsExactly(5.0, 12.0, 8.0, 5.0);
    assertThat(
            TrafficHistory.of(NEW_YORK, twice.readings()).day(LocalDate.of(2026, 11, 1)).calls(6))
        .isEqualTo(10 / 6.0, within(1e-9));
  }

  @Test
  void theTaxisOfNewYorkAreReadWhole() throws IOException {
    Path file = Path.of("..", "..", "examples", "traffic", "nyc_taxi_30min.csv");
    try (InputStream in = Files.newInputStream(file)) {
      TrafficCsv.Content content = TrafficCsv.read(in, NEW_YORK);
      assertThat(content.errors()).isEmpty();
      assertThat(content.readings()).hasSize(10_320 + 2);
      assertThat(content.readings().stream().mapToDouble(TrafficReading::calls).sum())
          .isEqualTo(156_219_716, within(0.5));
      TrafficHistory history = TrafficHistory.of(NEW_YORK, content.readings());
      assertThat(history.days()).hasSize(215);
      assertThat(history.days().values()).allMatch(DayCurve::isWhole);
      assertThat(history.day(LocalDate.of(2015, 1, 27)).total()).isEqualTo(232_058, within(0.5));
    }
  }
}
