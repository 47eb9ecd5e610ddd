package io.tidegate.planning.traffic;

import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.Map;

/**
 * The traffic of an institution that nobody has counted yet: what apps about money see as a rule.
 * The night is quiet, people look in the morning, at noon and in the evening, and less at weekends.
 * An assumption, and so only half believed: the differences between hours and days are halved.
 */
public final class TrafficPreset {

  /** Calls per hour of a working day, relative to its mean. */
  private static final double[] WORKDAY = {
    0.35, 0.20, 0.13, 0.12, 0.15, 0.30, 0.65, 1.10, 1.45, 1.50, 1.45, 1.50,
    1.70, 1.55, 1.40, 1.35, 1.35, 1.40, 1.45, 1.35, 1.25, 1.15, 0.90, 0.60
  };

  /** The same of a day off. */
  private static final double[] DAY_OFF = {
    0.50, 0.32, 0.20, 0.15, 0.15, 0.22, 0.40, 0.70, 1.05, 1.30, 1.45, 1.50,
    1.50, 1.45, 1.40, 1.35, 1.35, 1.40, 1.40, 1.35, 1.30, 1.25, 1.05, 0.75
  };

  private static final Map<DayOfWeek, Double> WEEKDAYS =
      Map.of(DayOfWeek.MONDAY, 1.08, DayOfWeek.SATURDAY, 0.8, DayOfWeek.SUNDAY, 0.72);

  private static final Map<SpecialDay, Double> FACTORS =
      Map.of(
          SpecialDay.PUBLIC_HOLIDAY, 0.85,
          SpecialDay.PAYDAY_25, 1.15,
          SpecialDay.PAYDAY_10, 1.07,
          SpecialDay.MONTH_END, 1.07);

  private TrafficPreset() {}

  /**
   * The preset at a level.
   *
   * @param callsPerWeek calls of an ordinary week, 0 or more
   */
  public static TrafficProfile of(double callsPerWeek, SpecialDays special) {
    TrafficProfile relative =
        new TrafficProfile(
            Arrays.stream(DayOfWeek.values()).map(TrafficPreset::day).toList(),
            FACTORS,
            special,
            Trust.PRESET);
    return relative.times(callsPerWeek / relative.callsPerWeek());
  }

  private static DayCurve day(DayOfWeek weekday) {
    boolean off = weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
    double[] hours = off ? DAY_OFF : WORKDAY;
    double level = halved(WEEKDAYS.getOrDefault(weekday, 1.0));
    double sum = Arrays.stream(hours).map(TrafficPreset::halved).sum();
    return DayCurve.of(slot -> level * halved(hours[slot / 6]) / sum / 6);
  }

  private static double halved(double relative) {
    return 1 + (relative - 1) / 2;
  }
}
