package io.tidegate.planning.traffic;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which days are special.
 *
 * @param holidays public holidays
 * @param marketDays days on which the market does something of its own
 */
public record SpecialDays(Set<LocalDate> holidays, Set<LocalDate> marketDays) {

  /** No holidays known: paydays and month ends on weekdays only. */
  public static final SpecialDays NONE = new SpecialDays(Set.of(), Set.of());

  public SpecialDays {
    holidays = Set.copyOf(holidays);
    marketDays = Set.copyOf(marketDays);
  }

  public static SpecialDays holidays(Collection<LocalDate> holidays) {
    return new SpecialDays(Set.copyOf(holidays), Set.of());
  }

  /** All kinds that a day is of; none for an ordinary one. */
  public Set<SpecialDay> of(LocalDate date) {
    Set<SpecialDay> kinds = EnumSet.noneOf(SpecialDay.class);
    if (holidays.contains(date)) {
      kinds.add(SpecialDay.PUBLIC_HOLIDAY);
    }
    if (date.equals(payday(date, 25))) {
      kinds.add(SpecialDay.PAYDAY_25);
    }
    if (date.equals(payday(date, 10))) {
      kinds.add(SpecialDay.PAYDAY_10);
    }
    if (date.equals(businessDayAtOrBefore(date.withDayOfMonth(date.lengthOfMonth())))) {
      kinds.add(SpecialDay.MONTH_END);
    }
    if (marketDays.contains(date)) {
      kinds.add(SpecialDay.MARKET_DAY);
    }
    return kinds;
  }

  /** Neither Saturday, Sunday nor a public holiday. */
  public boolean isBusinessDay(LocalDate date) {
    return date.getDayOfWeek() != DayOfWeek.SATURDAY
        && date.getDayOfWeek() != DayOfWeek.SUNDAY
        && !holidays.contains(date);
  }

  private LocalDate payday(LocalDate inMonth, int day) {
    return businessDayAtOrBefore(inMonth.withDayOfMonth(day));
  }

  /** Two weeks back at most: a calendar full of holidays has no business day to find. */
  private LocalDate businessDayAtOrBefore(LocalDate date) {
    LocalDate day = date;
    while (!isBusinessDay(day) && day.isAfter(date.minusDays(14))) {
      day = day.minusDays(1);
    }
    return day;
  }
}
