package io.tidegate.planning.traffic;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The traffic that users are expected to cause, by weekday and ten-minute slot, with a factor for
 * each kind of special day.
 *
 * @param weekdays curve of each ordinary weekday, Monday first; every slot known
 * @param factors how much more (above 1) or less (below 1) comes on a special day
 * @param special which days are special
 */
public record TrafficProfile(
    List<DayCurve> weekdays, Map<SpecialDay, Double> factors, SpecialDays special) {

  public TrafficProfile {
    weekdays = List.copyOf(weekdays);
    factors = Map.copyOf(factors);
    if (weekdays.size() != 7 || weekdays.stream().anyMatch(c -> c.known() < DayCurve.SLOTS)) {
      throw new IllegalArgumentException(
          "a profile needs seven weekdays of which every slot is known, but has " + weekdays);
    }
  }

  /** The same all the time. */
  public static TrafficProfile flat(double callsPerWeek) {
    DayCurve day = DayCurve.flat(callsPerWeek / 7);
    return new TrafficProfile(
        List.of(day, day, day, day, day, day, day),
        new EnumMap<>(SpecialDay.class),
        SpecialDays.NONE);
  }

  /** Calls expected on a day. */
  public DayCurve day(LocalDate date) {
    DayOfWeek weekday = date.getDayOfWeek();
    double factor = 1;
    for (SpecialDay kind : special.of(date)) {
      factor *= factors.getOrDefault(kind, 1.0);
    }
    return weekdays.get(weekday.getValue() - 1).times(factor);
  }
}
