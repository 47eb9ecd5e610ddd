package io.tidegate.bench;

import io.tidegate.planning.traffic.DayCurve;
import io.tidegate.planning.traffic.TrafficHistory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Ten series made of one that is real, most of them hostile to what was learned from them. They are
 * the same at each call.
 */
final class HostileSeries {
  private static final int SEED = 20_141_101;

  private final LocalDate first;
  private final List<DayCurve> real;
  private final double meanDay;

  /**
   * Series made of a real one.
   *
   * @param history at least two weeks, whole days without a gap
   */
  HostileSeries(TrafficHistory history) {
    this.first = history.days().firstKey();
    this.real = List.copyOf(history.days().values());
    this.meanDay = real.stream().mapToDouble(DayCurve::total).average().orElseThrow();
  }

  /** All ten, by name; the real one comes first. */
  Map<String, TrafficHistory> all() {
    DayCurve course = real.get(7).times(meanDay / real.get(7).total());
    RandomGenerator rolls = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    Map<String, TrafficHistory> series = new LinkedHashMap<>();
    series.put("real", history(real));
    series.put("shifted by three days", history(real.subList(3, real.size())));
    series.put("weeks shuffled", history(shuffled(real)));
    series.put("weather-like noise", history(weather(course, real.size(), rolls)));
    series.put("random walk", history(walk(real.size(), rolls)));
    series.put("flat", history(Collections.nCopies(real.size(), DayCurve.flat(meanDay))));
    series.put("trend", history(trend(real.size())));
    series.put("profile with its sign flipped", history(flipped(real.size())));
    series.put("one-day spikes", history(spikes(real, rolls)));
    series.put("a break in the level", history(broken(real)));
    return series;
  }

  private TrafficHistory history(List<DayCurve> curves) {
    TreeMap<LocalDate, DayCurve> days = new TreeMap<>();
    for (int i = 0; i < curves.size(); i++) {
      days.put(first.plusDays(i), curves.get(i));
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

  private List<DayCurve> walk(int days, RandomGenerator rolls) {
    List<DayCurve> curves = new ArrayList<>();
    double[] at = {meanDay / DayCurve.SLOTS};
    for (int i = 0; i < days; i++) {
      curves.add(DayCurve.of(slot -> at[0] *= Math.exp(0.006 * rolls.nextGaussian())));
    }
    return curves;
  }

  private List<DayCurve> trend(int days) {
    List<DayCurve> curves = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      curves.add(DayCurve.flat(meanDay * (0.5 + 1.5 * i / days)));
    }
    return curves;
  }

  /** What is high in one week is low in the next. */
  private List<DayCurve> flipped(int days) {
    double[] weekday = {0, 0.1, 0.15, 0.2, 0.25, -0.3, -0.4};
    List<DayCurve> curves = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      int sign = i / 7 % 2 == 0 ? 1 : -1;
      curves.add(DayCurve.flat(meanDay * (1 + sign * weekday[i % 7])));
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
