package io.tidegate.planning.traffic;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Learns a profile from the weeks before a day, and how far to trust it by walking forward through
 * those same weeks: for each of them, what would have been expected from the weeks before it, and
 * what came?
 */
public final class TrafficLearning {

  /** Weeks that are looked back at. */
  private static final int WEEKS = 12;

  /** How old a week of the trial is when it weighs half, in weeks. */
  private static final double TRIAL_HALF_LIFE = 6;

  private static final double MOST_DEVIATION = 0.5;
  private static final double MOST_SURPRISE = 0.4;

  private TrafficLearning() {}

  /**
   * Learns from what was before {@code today}.
   *
   * @param otherwise the profile of somebody of whom less than two weeks are known; it is set to
   *     the level of the days that are
   */
  public static TrafficProfile learn(
      TrafficHistory history, SpecialDays special, LocalDate today, TrafficProfile otherwise) {
    Map<SpecialDay, Double> factors = SpecialFactors.learn(history.before(today), special);
    OrdinaryDays days = new OrdinaryDays(history, special, factors);
    if (days.known(today, 28) < 14) {
      return atLevelOf(days, today, otherwise);
    }
    Trust trust = trust(days, today);
    WeekCourse course = WeekCourse.before(today, days);
    double level = course.level(days, today, trust.weekdays());
    List<DayCurve> weekdays =
        IntStream.range(0, 7)
            .mapToObj(
                weekday -> {
                  double total = Math.exp(level + trust.weekdays() * course.deviation(weekday));
                  return course.shape(weekday, trust.slots()).times(total);
                })
            .toList();
    return new TrafficProfile(weekdays, factors, special, trust);
  }

  private static TrafficProfile atLevelOf(
      OrdinaryDays days, LocalDate today, TrafficProfile otherwise) {
    double came = 0;
    double expected = 0;
    for (int age = 1; age <= 28; age++) {
      double log = days.logTotal(today.minusDays(age));
      if (!Double.isNaN(log)) {
        came += Math.exp(log);
        expected += otherwise.day(today.minusDays(age)).total();
      }
    }
    return came > 0 && expected > 0 ? otherwise.times(came / expected) : otherwise;
  }

  private static Trust trust(OrdinaryDays days, LocalDate today) {
    Slope weekdays = new Slope();
    Slope slots = new Slope();
    Map<LocalDate, WeekCourse> courses = new TreeMap<>();
    for (int age = 1; age < WEEKS && days.known(today.minusWeeks(age), 7) >= 4; age++) {
      LocalDate begin = today.minusWeeks(age);
      double weight = Weights.aged(age, TRIAL_HALF_LIFE);
      WeekCourse course = WeekCourse.before(begin, days);
      courses.put(begin, course);
      double[] came = days.deviations(begin);
      for (int i = 0; i < 7; i++) {
        LocalDate date = begin.plusDays(i);
        int weekday = date.getDayOfWeek().getValue() - 1;
        double deviation = Math.clamp(came[i], -MOST_DEVIATION, MOST_DEVIATION);
        weekdays.add(course.deviation(weekday), deviation, weight);
        DayCurve curve = days.curve(date);
        if (curve.isWhole() && curve.total() > 0) {
          for (int slot = 0; slot < DayCurve.SLOTS; slot++) {
            double mean = 1.0 / DayCurve.SLOTS;
            double share = curve.calls(slot) / curve.wholeTotal();
            slots.add(course.shape(weekday, 1).calls(slot) - mean, share - mean, weight);
          }
        }
      }
    }
    return new Trust(
        weekdays.value(), slots.value(), persistence(days, courses, today, weekdays.value()));
  }

  private static double persistence(
      OrdinaryDays days, Map<LocalDate, WeekCourse> courses, LocalDate today, double trust) {
    Slope slope = new Slope();
    courses.forEach(
        (begin, course) -> {
          double weight =
              Weights.aged((double) ChronoUnit.WEEKS.between(begin, today), TRIAL_HALF_LIFE);
          double level = course.level(days, begin, trust);
          for (int i = 0; i < 7; i++) {
            double before = course.surprise(days, begin.plusDays(i - 1), level, trust);
            double after = course.surprise(days, begin.plusDays(i), level, trust);
            slope.add(
                Math.clamp(before, -MOST_SURPRISE, MOST_SURPRISE),
                Math.clamp(after, -MOST_SURPRISE, MOST_SURPRISE),
                weight);
          }
        });
    return slope.value();
  }
}
