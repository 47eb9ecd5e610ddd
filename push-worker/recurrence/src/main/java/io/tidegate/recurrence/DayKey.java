package io.tidegate.recurrence;

import static io.tidegate.recurrence.DatePattern.ALL_WEEKDAYS;
import static io.tidegate.recurrence.DatePattern.WORKING_DAYS;

import java.time.LocalDate;

/**
 * One number per rule, and some 70 numbers per date, such that a rule that means a date has one of
 * the date's numbers. A necessary condition that an index can keep: timers of other weekdays and
 * other days of the month are not even read.
 *
 * <p>The numbers: 0 any day; 1 to 126 a set of weekdays, as bits; from 128 a day of the month; from
 * 160 one from its end; from 200 an nth weekday; from 240 one from the month's end; from 300 an nth
 * working day; from 330 one from the end; from 1,000,000 a single date.
 */
public final class DayKey {
  private static final int ANY = 0;
  private static final int DAY = 128;
  private static final int DAY_FROM_END = 160;
  private static final int NTH = 200;
  private static final int NTH_FROM_END = 240;
  private static final int WORKING_DAY = 300;
  private static final int WORKING_DAY_FROM_END = 330;
  private static final int DATE = 1_000_000;

  private DayKey() {}

  /** The number of a rule. */
  static int of(DatePattern pattern, LocalDate first) {
    if (pattern.every() == Every.ONCE) {
      return date(first);
    }
    int position = workingDay(pattern);
    if (position != ANY) {
      return position;
    }
    int nth = one(pattern.nthFromStart(), NTH, pattern.nthFromEnd(), NTH_FROM_END);
    if (nth != ANY) {
      return nth;
    }
    int day = one(pattern.daysFromStart(), DAY, pattern.daysFromEnd(), DAY_FROM_END);
    if (day != ANY) {
      return day;
    }
    return pattern.weekdays() == ALL_WEEKDAYS ? ANY : pattern.weekdays();
  }

  /** The numbers of a date, rising. */
  public static int[] on(LocalDate date) {
    int[] keys = new int[1 + 63 + 7];
    int count = 0;
    int weekday = DatePattern.weekday(date);
    keys[count++] = ANY;
    for (int set = 1; set < ALL_WEEKDAYS; set++) {
      if ((set >> weekday & 1) != 0) {
        keys[count++] = set;
      }
    }
    keys[count++] = DAY + date.getDayOfMonth();
    keys[count++] = DAY_FROM_END + DatePattern.fromEnd(date);
    keys[count++] = NTH + DatePattern.nthBit(DatePattern.nth(date.getDayOfMonth()), weekday);
    keys[count++] =
        NTH_FROM_END + DatePattern.nthBit(DatePattern.nth(DatePattern.fromEnd(date)), weekday);
    // On other days than working days these are numbers that no rule has.
    keys[count++] = WORKING_DAY + (weekday < 5 ? workingDays(date, 1, date.getDayOfMonth()) : 0);
    keys[count++] =
        WORKING_DAY_FROM_END
            + (weekday < 5 ? workingDays(date, date.getDayOfMonth(), date.lengthOfMonth()) : 0);
    keys[count] = date(date);
    return keys;
  }

  private static int date(LocalDate date) {
    return DATE + Math.toIntExact(date.toEpochDay());
  }

  private static int workingDay(DatePattern pattern) {
    boolean workingDays =
        pattern.weekdays() == WORKING_DAYS
            && (pattern.daysFromStart() | pattern.daysFromEnd()) == 0
            && (pattern.nthFromStart() | pattern.nthFromEnd()) == 0;
    return workingDays
        ? one(
            pattern.positionsFromStart(),
            WORKING_DAY,
            pattern.positionsFromEnd(),
            WORKING_DAY_FROM_END)
        : ANY;
  }

  /** The number of the only bit there is. */
  private static int one(long fromStart, int start, long fromEnd, int end) {
    if (Long.bitCount(fromStart) + Long.bitCount(fromEnd) != 1) {
      return ANY;
    }
    return fromStart != 0
        ? start + Long.numberOfTrailingZeros(fromStart)
        : end + Long.numberOfTrailingZeros(fromEnd);
  }

  private static int workingDays(LocalDate date, int from, int to) {
    int count = 0;
    for (int day = from; day <= to; day++) {
      count += DatePattern.weekday(date.withDayOfMonth(day)) < 5 ? 1 : 0;
    }
    return count;
  }
}
