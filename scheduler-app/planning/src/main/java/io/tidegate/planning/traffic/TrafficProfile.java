package io.tidegate.planning.traffic;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The traffic that users are expected to cause, by weekday and ten-minute slot, with a factor for
 * each kind of special day. The curves are shrunk by the trust already.
 *
 * @param weekdays curve of each ordinary weekday, Monday first; every slot known
 * @param factors how much more (above 1) or less (below 1) comes on a special day
 * @param special which days are special
 * @param trust how far past weeks bear it out
 */
public record TrafficProfile(
    List<DayCurve> weekdays, Map<SpecialDay, Double> factors, SpecialDays special, Trust trust) {

  public TrafficProfile {
    weekdays = List.copyOf(weekdays);
    factors = Map.copyOf(factors);
    if (weekdays.size() != 7
        || weekdays.stream().anyMatch(curve -> curve.known() < DayCurve.SLOTS)) {
      throw new IllegalArgumentException(
          "a profile needs seven weekdays of which every slot is known, but has " + weekdays);
    }
    factors.forEach(
        (kind, factor) -> {
          if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                "the factor of a " + kind + " must be above 0, but is " + factor);
          }
        });
  }

  /** The same all the time. */
  public static TrafficProfile flat(double callsPerWeek) {
    DayCurve day = DayCurve.flat(callsPerWeek / 7);
    return new TrafficProfile(
        Collections.nCopies(7, day), Map.of(), SpecialDays.NONE, Trust.PRESET);
  }

  /** Calls expected on a day. A public holiday takes the course of a Sunday. */
  public DayCurve day(LocalDate date) {
    DayCurve weekday = weekday(date.getDayOfWeek());
    Set<SpecialDay> kinds = special.of(date);
    if (kinds.isEmpty()) {
      return weekday;
    }
    double total = weekday.total() * factors.getOrDefault(kinds.iterator().next(), 1.0);
    DayCurve course =
        kinds.contains(SpecialDay.PUBLIC_HOLIDAY) ? weekday(DayOfWeek.SUNDAY) : weekday;
    return course.total() == 0 ? course : course.times(total / course.total());
  }

  private DayCurve weekday(DayOfWeek weekday) {
    return weekdays.get(weekday.getValue() - 1);
  }

  /** Calls of an ordinary week. */
  public double callsPerWeek() {
    return weekdays.stream().mapToDouble(DayCurve::total).sum();
  }

  /** The same course at another level. */
  public TrafficProfile times(double factor) {
    return new TrafficProfile(
        weekdays.stream().map(curve -> curve.times(factor)).toList(), factors, special, trust);
  }
}
