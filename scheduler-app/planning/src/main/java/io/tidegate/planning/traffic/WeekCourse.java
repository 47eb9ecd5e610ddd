package io.tidegate.planning.traffic;

import java.time.LocalDate;
import java.util.Arrays;

/**
 * The course of a week as the weeks before a day show it, at its word: by how much each weekday
 * lies above the mean (in logarithms), and how its calls are shared among the slots.
 */
final class WeekCourse {

  private static final int WEEKS = 12;
  private static final int SHAPE_WEEKS = 8;

  /** How old a week is when it weighs half, in weeks. */
  private static final double HALF_LIFE = 3;

  private static final int LEVEL_DAYS = 14;

  private final double[] deviations;
  private final DayCurve[] shapes;

  private WeekCourse(double[] deviations, DayCurve[] shapes) {
    this.deviations = deviations;
    this.shapes = shapes;
  }

  static WeekCourse before(LocalDate day, OrdinaryDays days) {
    double[][] byWeekday = new double[7][WEEKS];
    double[] weights = new double[WEEKS];
    double[][] shares = new double[7][DayCurve.SLOTS];
    double[][] shareWeights = new double[7][DayCurve.SLOTS];
    for (int week = 0; week < WEEKS; week++) {
      LocalDate begin = day.minusWeeks(week + 1);
      weights[week] = Weights.aged(week, HALF_LIFE);
      double[] logs = new double[7];
      for (int i = 0; i < 7; i++) {
        logs[i] = days.logTotal(begin.plusDays(i));
      }
      double middle = Weights.median(logs);
      for (int i = 0; i < 7; i++) {
        int weekday = begin.plusDays(i).getDayOfWeek().getValue() - 1;
        byWeekday[weekday][week] = logs[i] - middle;
        if (week < SHAPE_WEEKS) {
          addShares(
              days.curve(begin.plusDays(i)), weights[week], shares[weekday], shareWeights[weekday]);
        }
      }
    }
    double[] deviations = new double[7];
    DayCurve[] shapes = new DayCurve[7];
    for (int weekday = 0; weekday < 7; weekday++) {
      double mean = Weights.robustMean(byWeekday[weekday], weights);
      deviations[weekday] = Double.isNaN(mean) ? 0 : mean;
      shapes[weekday] = shape(shares[weekday], shareWeights[weekday]);
    }
    double mean = Arrays.stream(deviations).average().orElse(0);
    return new WeekCourse(Arrays.stream(deviations).map(d -> d - mean).toArray(), shapes);
  }

  private static void addShares(DayCurve curve, double weight, double[] shares, double[] weights) {
    if (!curve.isWhole() || curve.total() == 0) {
      return;
    }
    for (int slot = 0; slot < DayCurve.SLOTS; slot++) {
      if (curve.knows(slot)) {
        shares[slot] += weight * curve.calls(slot) / curve.wholeTotal();
        weights[slot] += weight;
      }
    }
  }

  private static DayCurve shape(double[] shares, double[] weights) {
    DayCurve raw =
        DayCurve.of(
            slot -> weights[slot] == 0 ? 1.0 / DayCurve.SLOTS : shares[slot] / weights[slot]);
    return raw.total() == 0 ? DayCurve.flat(1) : raw.times(1 / raw.total());
  }

  /** By how much a weekday (0 is Monday) lies above the mean, in logarithms. */
  double deviation(int weekday) {
    return deviations[weekday];
  }

  /** The shares of a weekday's slots, drawn towards equal ones; their sum is 1. */
  DayCurve shape(int weekday, double trust) {
    DayCurve shape = shapes[weekday];
    return trust == 1
        ? shape
        : DayCurve.of(slot -> trust * shape.calls(slot) + (1 - trust) / DayCurve.SLOTS);
  }

  /** The level of the days just before a day: the logarithm of a mean day's calls. */
  double level(OrdinaryDays days, LocalDate before, double trust) {
    double[] levels = new double[LEVEL_DAYS];
    for (int age = 1; age <= LEVEL_DAYS; age++) {
      LocalDate date = before.minusDays(age);
      levels[age - 1] = days.logTotal(date) - trust * deviation(date);
    }
    double level = Weights.median(levels);
    return Double.isNaN(level) ? 0 : level;
  }

  /** By how much a day lay above what was expected, in logarithms. */
  double surprise(OrdinaryDays days, LocalDate date, double level, double trust) {
    return days.logTotal(date) - level - trust * deviation(date);
  }

  private double deviation(LocalDate date) {
    return deviations[date.getDayOfWeek().getValue() - 1];
  }
}
