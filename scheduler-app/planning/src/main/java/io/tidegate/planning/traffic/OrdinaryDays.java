package io.tidegate.planning.traffic;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/** Past days as they would have been had no day been special. */
final class OrdinaryDays {

  private final TrafficHistory history;
  private final Map<LocalDate, Double> logTotals = new HashMap<>();

  OrdinaryDays(TrafficHistory history, SpecialDays special, Map<SpecialDay, Double> factors) {
    this.history = history;
    history
        .days()
        .forEach(
            (date, curve) -> {
              if (curve.isWhole()) {
                double factor =
                    special.of(date).stream()
                        .findFirst()
                        .map(kind -> factors.getOrDefault(kind, 1.0))
                        .orElse(1.0);
                logTotals.put(date, Math.log(Math.max(1, curve.wholeTotal()) / factor));
              }
            });
  }

  /** Logarithm of a day's calls, without what its being special did; {@code NaN} if not known. */
  double logTotal(LocalDate date) {
    return logTotals.getOrDefault(date, Double.NaN);
  }

  DayCurve curve(LocalDate date) {
    return history.day(date);
  }

  /** How many of the days before a day are known. */
  int known(LocalDate before, int days) {
    int known = 0;
    for (int age = 1; age <= days; age++) {
      known += Double.isNaN(logTotal(before.minusDays(age))) ? 0 : 1;
    }
    return known;
  }

  /** By how much each day of a week lies above the week's mean, in logarithms. */
  double[] deviations(LocalDate begin) {
    double[] logs = new double[7];
    double sum = 0;
    int known = 0;
    for (int i = 0; i < 7; i++) {
      logs[i] = logTotal(begin.plusDays(i));
      if (!Double.isNaN(logs[i])) {
        sum += logs[i];
        known++;
      }
    }
    for (int i = 0; i < 7; i++) {
      logs[i] -= sum / known;
    }
    return logs;
  }
}
