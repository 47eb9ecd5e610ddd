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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** User traffic, real and made up, that a forecast must live with. */
final class Series {

  static final ZoneId ZONE = ZoneId.of("America/New_York");

  private static final LocalDate FIRST = LocalDate.of(2014, 7, 1);
  private static final double MEAN_DAY = 726_000;

  private Series() {}

  /** Half hours of New York's taxis, seven months, five odd days among them. */
  static TrafficHistory taxi() {
    Path file = Path.of("..", "..", "examples", "traffic", "nyc_taxi_30min.csv");
    try (InputStream in = Files.newInputStream(file)) {
      TrafficCsv.Content content = TrafficCsv.read(in, ZONE);
      assertThat(content.errors()).isEmpty();
      return TrafficHistory.of(ZONE, content.readings());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same at another level. */
  static TrafficHistory taxi(double factor) {
    TreeMap<LocalDate, DayCurve> days = new TreeMap<>(taxi().days());
    days.replaceAll((date, curve) -> curve.times(factor));
    return new TrafficHistory(days);
  }

  /** Ten series, most of them hostile to what was learned from them. */
  static Map<String, TrafficHistory> all() {
    List<DayCurve> taxi = List.copyOf(taxi().days().values());
    DayCurve course = taxi.get(7).times(MEAN_DAY / taxi.get(7).total());
    RandomGenerator rolls = Rolls.of(20_141_101);
    Map<String, TrafficHistory> series = new LinkedHashMap<>();
    series.put("taxi", history(taxi));
    series.put("shifted by three days", history(taxi.subList(3, taxi.size())));
    series.put("weeks shuffled", history(shuffled(taxi)));
    series.put("weather-like noise", history(weather(course, taxi.size(), rolls)));
    series.put("random walk", history(walk(taxi.size(), rolls)));
    series.put("flat", history(Collections.nCopies(taxi.size(), DayCurve.flat(MEAN_DAY))));
    series.put("trend", history(trend(taxi.size())));
    series.put("profile with its sign flipped", history(flipped(taxi.size())));
    series.put("one-day spikes", history(spikes(taxi, rolls)));
    series.put("a break in the level", history(broken(taxi)));
    return series;
  }

  private static TrafficHistory history(List<DayCurve> curves) {
    TreeMap<LocalDate, DayCurve> days = new TreeMap<>();
    for (int i = 0; i < curves.size(); i++) {
      days.put(FIRST.plusDays(i), curves.get(i));
    }
    return new TrafficHistory(days);
  }

  private static List<DayCurve> shuffled(List<DayCurve> days) {
    List<List<DayCurve>> weeks = new ArrayList<>();
    for (int i = 0; i + 7 <= days.size(); i += 7) {
      weeks.add(days.subList(i, i + 7));
    }
    Collections.shuffle(weeks, new Random(3));
    return weeks.stream().flatMap(List::stream).toList();
  }

  /**
   * Days that are high or low by chance, and alike from one to the next: sunny and rainy spells.
   */
  private static List<DayCurve> weather(DayCurve course, int days, RandomGenerator rolls) {
    List<DayCurve> curves = new ArrayList<>();
    double spell = 0;
    for (int i = 0; i < days; i++) {
      spell = 0.6 * spell + 0.25 * rolls.nextGaussian();
      double level = Math.exp(spell);
      curves.add(
          DayCurve.of(slot -> course.calls(slot) * level * Math.exp(0.1 * rolls.nextGaussian())));
    }
    return curves;
  }

  private static List<DayCurve> walk(int days, RandomGenerator rolls) {
    List<DayCurve> curves = new ArrayList<>();
    double[] at = {MEAN_DAY / DayCurve.SLOTS};
    for (int i = 0; i < days; i++) {
      curves.add(DayCurve.of(slot -> at[0] *= Math.exp(0.006 * rolls.nextGaussian())));
    }
    return curves;
  }

  private static List<DayCurve> trend(int days) {
    List<DayCurve> curves = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      curves.add(DayCurve.flat(MEAN_DAY * (0.5 + 1.5 * i / days)));
    }
    return curves;
  }

  /** What is high in one week is low in the next. */
  private static List<DayCurve> flipped(int days) {
    double[] weekday = {0, 0.1, 0.15, 0.2, 0.25, -0.3, -0.4};
    List<DayCurve> curves = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      int sign = i / 7 % 2 == 0 ? 1 : -1;
      curves.add(DayCurve.flat(MEAN_DAY * (1 + sign * weekday[i % 7])));
    }
    return curves;
  }

  private static List<DayCurve> spikes(List<DayCurve> days, RandomGenerator rolls) {
    List<DayCurve> curves = new ArrayList<>(days);
    for (int i = 0; i < 20; i++) {
      int day = rolls.nextInt(days.size());
      curves.set(day, days.get(day).times(2));
    }
    return curves;
  }

  private static List<DayCurve> broken(List<DayCurve> days) {
    List<DayCurve> curves = new ArrayList<>(days);
    for (int i = days.size() / 2; i < curves.size(); i++) {
      curves.set(i, days.get(i).times(2));
    }
    return curves;
  }
}
