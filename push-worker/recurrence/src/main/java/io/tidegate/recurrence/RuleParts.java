package io.tidegate.recurrence;

import static io.tidegate.recurrence.DatePattern.ALL_WEEKDAYS;

import java.time.DayOfWeek;
import org.dmfs.rfc5545.Weekday;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.WeekdayNum;

/** The parts of an RRULE that choose days, as a {@link DatePattern} has them. */
final class RuleParts {
  private RuleParts() {}

  /** Numbers as bits, those from the start of a month and those from its end. */
  record Bits(int fromStart, int fromEnd) {
    boolean any() {
      return (fromStart | fromEnd) != 0;
    }
  }

  /** The numbers of a part. */
  static Bits numbers(RecurrenceRule rule, Part part) {
    int fromStart = 0;
    int fromEnd = 0;
    if (rule.hasPart(part)) {
      for (int number : rule.getByPart(part)) {
        if (Math.abs(number) > 31 || number == 0) {
          throw new RefusedRule(part + " must be 1 to 31 or -31 to -1, but is " + number);
        }
        if (number > 0) {
          fromStart |= 1 << number;
        } else {
          fromEnd |= 1 << -number;
        }
      }
    }
    return new Bits(fromStart, fromEnd);
  }

  /** Days of the week, and nth ones of a month, as bits. */
  record ByDay(int weekdays, long nthFromStart, long nthFromEnd) {}

  /** What BYDAY says; every day of the week if it is not there. */
  static ByDay byDay(RecurrenceRule rule) {
    if (!rule.hasPart(Part.BYDAY)) {
      return new ByDay(ALL_WEEKDAYS, 0, 0);
    }
    int weekdays = 0;
    long fromStart = 0;
    long fromEnd = 0;
    for (WeekdayNum day : rule.getByDayPart()) {
      int weekday = weekday(day.weekday).getValue() - 1;
      if (Math.abs(day.pos) > 5) {
        throw new RefusedRule(
            "BYDAY=" + day + ": a month has at most five of a weekday. " + RuleText.CAN);
      }
      if (day.pos == 0) {
        weekdays |= 1 << weekday;
      } else if (day.pos > 0) {
        fromStart |= 1L << DatePattern.nthBit(day.pos, weekday);
      } else {
        fromEnd |= 1L << DatePattern.nthBit(-day.pos, weekday);
      }
    }
    if ((fromStart | fromEnd) == 0) {
      return new ByDay(weekdays, 0, 0);
    }
    // Together with nth weekdays, a weekday means each of the month's five.
    for (int weekday = 0; weekday < 7; weekday++) {
      for (int nth = 1; nth <= 5 && (weekdays >> weekday & 1) != 0; nth++) {
        fromStart |= 1L << DatePattern.nthBit(nth, weekday);
      }
    }
    return new ByDay(ALL_WEEKDAYS, fromStart, fromEnd);
  }

  static DayOfWeek weekday(Weekday day) {
    return switch (day) {
      case MO -> DayOfWeek.MONDAY;
      case TU -> DayOfWeek.TUESDAY;
      case WE -> DayOfWeek.WEDNESDAY;
      case TH -> DayOfWeek.THURSDAY;
      case FR -> DayOfWeek.FRIDAY;
      case SA -> DayOfWeek.SATURDAY;
      case SU -> DayOfWeek.SUNDAY;
    };
  }
}
