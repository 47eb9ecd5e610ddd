package io.tidegate.recurrence;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * Which dates of the calendar a rule means, apart from its first and last: every n days, weeks,
 * months or years, and what the date itself must be. Sets are bits, so that a million dates are
 * asked about in milliseconds.
 *
 * @param every what the interval counts
 * @param interval every how many, 1 to 1000
 * @param weekStart first day of the weeks counted
 * @param months bit 0 January to bit 11 December
 * @param weekdays bit 0 Monday to bit 6 Sunday
 * @param daysFromStart bit n: day n of the month; 0 together with daysFromEnd: any
 * @param daysFromEnd bit n: day n from the month's end
 * @param nthFromStart bit 7(n - 1) + weekday: the nth such weekday of the month; 0 together with
 *     nthFromEnd: any
 * @param nthFromEnd the same, from the month's end
 * @param positionsFromStart bit n: the nth of the month's dates that are all the above; 0 together
 *     with positionsFromEnd: all of them
 * @param positionsFromEnd the same, from the month's end
 */
record DatePattern(
    Every every,
    int interval,
    DayOfWeek weekStart,
    int months,
    int weekdays,
    int daysFromStart,
    int daysFromEnd,
    long nthFromStart,
    long nthFromEnd,
    int positionsFromStart,
    int positionsFromEnd) {
  static final int ALL_MONTHS = (1 << 12) - 1;
  static final int ALL_WEEKDAYS = (1 << 7) - 1;
  static final int WORKING_DAYS = (1 << 5) - 1;

  /** One date only. */
  static final DatePattern ONCE =
      new DatePattern(Every.ONCE, 1, DayOfWeek.MONDAY, ALL_MONTHS, ALL_WEEKDAYS, 0, 0, 0, 0, 0, 0);

  /**
   * Whether the date is meant.
   *
   * @param anchor the first date, from which intervals count
   */
  boolean holds(LocalDate date, LocalDate anchor) {
    if (every == Every.ONCE) {
      return date.equals(anchor);
    }
    return (months >> (date.getMonthValue() - 1) & 1) != 0
        && inTurn(date, anchor)
        && isItself(date)
        && isInPosition(date);
  }

  private boolean inTurn(LocalDate date, LocalDate anchor) {
    return interval == 1
        || Math.floorMod(
                switch (every) {
                  case ONCE, DAY -> date.toEpochDay() - anchor.toEpochDay();
                  case WEEK -> (weekOf(date).toEpochDay() - weekOf(anchor).toEpochDay()) / 7;
                  case MONTH ->
                      ChronoUnit.MONTHS.between(anchor.withDayOfMonth(1), date.withDayOfMonth(1));
                  case YEAR -> date.getYear() - anchor.getYear();
                },
                (long) interval)
            == 0;
  }

  private LocalDate weekOf(LocalDate date) {
    return date.with(TemporalAdjusters.previousOrSame(weekStart));
  }

  private boolean isItself(LocalDate date) {
    return (weekdays >> weekday(date) & 1) != 0 && isDayOfMonth(date) && isNth(date);
  }

  private boolean isDayOfMonth(LocalDate date) {
    return (daysFromStart | daysFromEnd) == 0
        || (daysFromStart >> date.getDayOfMonth() & 1) != 0
        || (daysFromEnd >> fromEnd(date) & 1) != 0;
  }

  private boolean isNth(LocalDate date) {
    return (nthFromStart | nthFromEnd) == 0
        || (nthFromStart >> nthBit(nth(date.getDayOfMonth()), weekday(date)) & 1) != 0
        || (nthFromEnd >> nthBit(nth(fromEnd(date)), weekday(date)) & 1) != 0;
  }

  private boolean isInPosition(LocalDate date) {
    if ((positionsFromStart | positionsFromEnd) == 0) {
      return true;
    }
    int before = 0;
    int after = 0;
    LocalDate first = date.withDayOfMonth(1);
    for (int day = 0; day < date.lengthOfMonth(); day++) {
      if (isItself(first.plusDays(day))) {
        before += day < date.getDayOfMonth() - 1 ? 1 : 0;
        after += day > date.getDayOfMonth() - 1 ? 1 : 0;
      }
    }
    return (positionsFromStart >> (before + 1) & 1) != 0
        || (positionsFromEnd >> (after + 1) & 1) != 0;
  }

  /** 0 Monday to 6 Sunday. */
  static int weekday(LocalDate date) {
    return date.getDayOfWeek().getValue() - 1;
  }

  /** 1 for the last day of the month. */
  static int fromEnd(LocalDate date) {
    return date.lengthOfMonth() - date.getDayOfMonth() + 1;
  }

  /** The how manyth of its weekday a day is, counted from the same end. */
  static int nth(int day) {
    return (day - 1) / 7 + 1;
  }

  static int nthBit(int nth, int weekday) {
    return 7 * (nth - 1) + weekday;
  }
}
