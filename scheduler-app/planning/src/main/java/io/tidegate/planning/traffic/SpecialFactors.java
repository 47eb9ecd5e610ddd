package io.tidegate.planning.traffic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much more or less comes on special days than on their neighbours: the same weekday up to
 * three weeks before and after. The mean over all such days in the past is drawn towards "no
 * difference" by what ordinary days differ from their neighbours anyway (James and Stein's
 * estimator, held at 0 from below): one odd payday proves nothing, one Christmas does.
 */
final class SpecialFactors {

  private static final int NEIGHBOURS = 3;

  private SpecialFactors() {}

  static Map<SpecialDay, Double> learn(TrafficHistory history, SpecialDays special) {
    Map<SpecialDay, List<Double>> differences = new EnumMap<>(SpecialDay.class);
    List<Double> ordinary = new ArrayList<>();
    for (LocalDate date : history.days().keySet()) {
      double difference = difference(history, special, date);
      if (!Double.isNaN(difference)) {
        Set<SpecialDay> kinds = special.of(date);
        if (kinds.isEmpty()) {
          ordinary.add(difference);
        } else {
          differences
              .computeIfAbsent(kinds.iterator().next(), kind -> new ArrayList<>())
              .add(difference);
        }
      }
    }
    double usual = meanSquare(ordinary, 0);
    Map<SpecialDay, Double> factors = new EnumMap<>(SpecialDay.class);
    differences.forEach((kind, seen) -> factors.put(kind, Math.exp(shrunk(seen, usual))));
    return factors;
  }

  /** The logarithm of a day over the median of its ordinary neighbours. */
  private static double difference(TrafficHistory history, SpecialDays special, LocalDate date) {
    double[] neighbours = new double[2 * NEIGHBOURS];
    for (int week = 1; week <= NEIGHBOURS; week++) {
      neighbours[2 * week - 2] = ordinaryLog(history, special, date.minusWeeks(week));
      neighbours[2 * week - 1] = ordinaryLog(history, special, date.plusWeeks(week));
    }
    return log(history.day(date)) - Weights.median(neighbours);
  }

  private static double ordinaryLog(TrafficHistory history, SpecialDays special, LocalDate date) {
    return special.of(date).isEmpty() ? log(history.day(date)) : Double.NaN;
  }

  private static double log(DayCurve curve) {
    return curve.isWhole() ? Math.log(Math.max(1, curve.wholeTotal())) : Double.NaN;
  }

  private static double shrunk(List<Double> seen, double usual) {
    double mean = seen.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double noise = Math.max(usual, seen.size() < 2 ? 0 : meanSquare(seen, mean)) / seen.size();
    return mean == 0 ? 0 : mean * Math.max(0, 1 - noise / (mean * mean));
  }

  private static double meanSquare(List<Double> values, double around) {
    return values.stream().mapToDouble(v -> (v - around) * (v - around)).average().orElse(0);
  }
}
