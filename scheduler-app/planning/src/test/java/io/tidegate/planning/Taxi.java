package io.tidegate.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.planning.traffic.DayCurve;
import io.tidegate.planning.traffic.TrafficCsv;
import io.tidegate.planning.traffic.TrafficHistory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.TreeMap;

/** Half hours of New York's taxis, seven months, five odd days among them. */
final class Taxi {
  static final ZoneId ZONE = ZoneId.of("America/New_York");

  private Taxi() {}

  /** The rides at another level. */
  static TrafficHistory times(double factor) {
    Path file = Path.of("..", "..", "examples", "traffic", "nyc_taxi_30min.csv");
    try (InputStream in = Files.newInputStream(file)) {
      TrafficCsv.Content content = TrafficCsv.read(in, ZONE);
      assertThat(content.errors()).isEmpty();
      TreeMap<LocalDate, DayCurve> days =
          new TreeMap<>(TrafficHistory.of(ZONE, content.readings()).days());
      days.replaceAll((date, curve) -> curve.times(factor));
      return new TrafficHistory(days);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
