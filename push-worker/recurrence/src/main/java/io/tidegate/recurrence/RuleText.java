package io.tidegate.recurrence;

import static io.tidegate.recurrence.DatePattern.ALL_MONTHS;
import static io.tidegate.recurrence.DatePattern.ALL_WEEKDAYS;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.Weekday;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRule.WeekdayNum;
import org.jspecify.annotations.Nullable;

/**
 * RRULE text to patterns of dates and back. A library reads the text; what the parts mean for dates
 * is told here, so that no library's idea of zones can creep in.
 */
final class RuleText {
  private static final int LONGEST = 500;
  private static final int MOST_INTERVAL = 1000;
  private static final int MOST_COUNT = 10_000;
  private static final String[] DAYS = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  private static final String CAN =
      "A timer can fall due once, or every n days, weeks, months or years (FREQ, INTERVAL), on days"
          + " of the week, nth or last weekdays of the month (BYDAY), days of the month from either"
          + " end (BYMONTHDAY), the nth or last of such days (BYSETPOS), in some months (BYMONTH),"
          + " until a date (UNTIL) or a number of times (COUNT), at one time of the day (start).";

  private RuleText() {}

  /** The dates of a rule that begins at the given local time. */
  static Dates read(String text, LocalDateTime start, ZoneId zone) {
    RecurrenceRule rule = parse(text);
    LocalDate first = start.toLocalDate();
    DatePattern pattern = pattern(rule, first);
    Dates dates = new Dates(pattern, first, until(rule, start, zone));
    if (dates.last() != null && first.isAfter(dates.last())) {
      throw new RefusedRule("UNTIL must not be before start, but is in " + text);
    }
    if (dates.next(first) == null) {
      throw new RefusedRule("no date is ever meant by " + text + " from " + first);
    }
    Integer count = rule.getCount();
    return count == null ? dates : new Dates(pattern, first, lastOf(dates, count));
  }

  /** Refuses a rule that has no dates whatever its start and its zone are. */
  static void check(String text) {
    RecurrenceRule rule = parse(text);
    LocalDate any = LocalDate.EPOCH;
    pattern(rule, any);
    until(rule, any.atStartOfDay(), ZoneOffset.UTC);
    rule.setInterval(1); // whatever date the interval passes over, it meets from another start
    if (new Dates(pattern(rule, any), any, null).next(any) == null) {
      throw new RefusedRule("no date is ever meant by " + text);
    }
  }

  /** The pattern of a text that {@link #write} wrote. */
  static DatePattern read(String written) {
    return written.isEmpty() ? DatePattern.ONCE : pattern(parse(written), LocalDate.EPOCH);
  }

  private static RecurrenceRule parse(String text) {
    if (text.length() > LONGEST) {
      throw new RefusedRule(
          "a rule has at most %d characters, but this one has %d"
              .formatted(LONGEST, text.length()));
    }
    try {
      return new RecurrenceRule(text.strip(), RfcMode.RFC5545_STRICT);
    } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
      throw new RefusedRule("not an RRULE of RFC 5545: " + e.getMessage(), e);
    }
  }

  private static DatePattern pattern(RecurrenceRule rule, LocalDate first) {
    Every every = every(rule);
    refuseParts(rule, every);
    int interval = rule.getInterval();
    if (interval > MOST_INTERVAL) {
      throw new RefusedRule(
          "INTERVAL must be 1 to %d, but is %d".formatted(MOST_INTERVAL, interval));
    }
    Integer count = rule.getCount();
    if (count != null && count > MOST_COUNT) {
      throw new RefusedRule(
          "COUNT must be 1 to %d, but is %d; without it there is no end"
              .formatted(MOST_COUNT, count));
    }
    int months = ALL_MONTHS;
    if (rule.hasPart(Part.BYMONTH)) {
      months = 0;
      for (int month : rule.getByPart(Part.BYMONTH)) {
        months |= 1 << month; // the library counts them from 0
      }
    }
    Bits monthDays = bits(rule, Part.BYMONTHDAY);
    ByDay byDay = byDay(rule);
    boolean saysDays = rule.hasPart(Part.BYDAY) || rule.hasPart(Part.BYMONTHDAY);
    if (!saysDays) {
      switch (every) {
        case ONCE, DAY -> {}
        case WEEK -> byDay = new ByDay(1 << DatePattern.weekday(first), 0, 0);
        case MONTH -> monthDays = new Bits(1 << first.getDayOfMonth(), 0);
        case YEAR -> {
          monthDays = new Bits(1 << first.getDayOfMonth(), 0);
          months = rule.hasPart(Part.BYMONTH) ? months : 1 << (first.getMonthValue() - 1);
        }
      }
    }
    Bits positions = bits(rule, Part.BYSETPOS);
    if (every == Every.YEAR && positions.any() && Integer.bitCount(months) != 1) {
      throw new RefusedRule(
          "BYSETPOS counts within a month: with FREQ=YEARLY there must be one BYMONTH. " + CAN);
    }
    if (every == Every.YEAR && saysDays && !rule.hasPart(Part.BYMONTH)) {
      throw new RefusedRule( // and calendars do not agree on what it would mean
          "with FREQ=YEARLY, BYDAY and BYMONTHDAY need BYMONTH, or use FREQ=MONTHLY. " + CAN);
    }
    return new DatePattern(
        every,
        interval,
        every == Every.WEEK && interval > 1 ? weekday(rule.getWeekStart()) : DayOfWeek.MONDAY,
        months,
        byDay.weekdays,
        monthDays.fromStart,
        monthDays.fromEnd,
        byDay.nthFromStart,
        byDay.nthFromEnd,
        positions.fromStart,
        positions.fromEnd);
  }

  private static Every every(RecurrenceRule rule) {
    Freq freq = rule.getFreq();
    return switch (freq) {
      case DAILY -> Every.DAY;
      case WEEKLY -> Every.WEEK;
      case MONTHLY -> Every.MONTH;
      case YEARLY -> Every.YEAR;
      default ->
          throw new RefusedRule("FREQ=" + freq + ": a timer falls due once a day at most. " + CAN);
    };
  }

  private static void refuseParts(RecurrenceRule rule, Every every) {
    for (Part part : List.of(Part.BYHOUR, Part.BYMINUTE, Part.BYSECOND)) {
      if (rule.hasPart(part)) {
        throw new RefusedRule(part + ": the time of the day is that of start. " + CAN);
      }
    }
    for (Part part : List.of(Part.BYWEEKNO, Part.BYYEARDAY, Part.RSCALE, Part.SKIP)) {
      if (rule.hasPart(part)) {
        throw new RefusedRule(part + " is not known to timers. " + CAN);
      }
    }
    if (rule.hasPart(Part.BYSETPOS) && (every == Every.DAY || every == Every.WEEK)) {
      throw new RefusedRule("BYSETPOS counts within a month, not a day or a week. " + CAN);
    }
  }

  private record Bits(int fromStart, int fromEnd) {
    boolean any() {
      return (fromStart | fromEnd) != 0;
    }
  }

  private static Bits bits(RecurrenceRule rule, Part part) {
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

  private record ByDay(int weekdays, long nthFromStart, long nthFromEnd) {}

  private static ByDay byDay(RecurrenceRule rule) {
    if (!rule.hasPart(Part.BYDAY)) {
      return new ByDay(ALL_WEEKDAYS, 0, 0);
    }
    int weekdays = 0;
    long fromStart = 0;
    long fromEnd = 0;
    for (WeekdayNum day : rule.getByDayPart()) {
      int weekday = weekday(day.weekday).getValue() - 1;
      if (Math.abs(day.pos) > 5) {
        throw new RefusedRule("BYDAY=" + day + ": a month has at most five of a weekday. " + CAN);
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

  private static DayOfWeek weekday(Weekday day) {
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

  /** The last date that UNTIL leaves: it is the last instant that may be, so a time counts. */
  private static @Nullable LocalDate until(RecurrenceRule rule, LocalDateTime start, ZoneId zone) {
    DateTime until = rule.getUntil();
    if (until == null) {
      return null;
    }
    try {
      LocalDate date = LocalDate.of(until.getYear(), until.getMonth() + 1, until.getDayOfMonth());
      if (until.isAllDay()) {
        return date;
      }
      LocalDateTime end =
          date.atTime(LocalTime.of(until.getHours(), until.getMinutes(), until.getSeconds()));
      LocalTime time = start.toLocalTime();
      if (until.isFloating()) {
        return time.isAfter(end.toLocalTime()) ? date.minusDays(1) : date;
      }
      Instant last = Instant.ofEpochMilli(until.getTimestamp());
      LocalDate local = last.atZone(zone).toLocalDate();
      while (local.atTime(time).atZone(zone).toInstant().isAfter(last)) {
        local = local.minusDays(1);
      }
      return local;
    } catch (DateTimeException e) {
      throw new RefusedRule("UNTIL is no date of the calendar: " + e.getMessage(), e);
    }
  }

  private static LocalDate lastOf(Dates dates, int count) {
    LocalDate horizon = dates.first().plusYears(400);
    LocalDate last = dates.first().minusDays(1);
    for (int found = 0; found < count; found++) {
      LocalDate next = dates.next(last.plusDays(1));
      if (next == null || next.isAfter(horizon)) {
        throw new RefusedRule(
            "COUNT=" + count + " reaches over 400 years ahead; without it there is no end");
      }
      last = next;
    }
    return last;
  }

  /** The same pattern reads back from it, whatever the first date; empty for once. */
  static String write(DatePattern pattern) {
    if (pattern.every() == Every.ONCE) {
      return "";
    }
    StringJoiner parts = new StringJoiner(";");
    parts.add(
        "FREQ="
            + switch (pattern.every()) {
              case ONCE, DAY -> "DAILY";
              case WEEK -> "WEEKLY";
              case MONTH -> "MONTHLY";
              case YEAR -> "YEARLY";
            });
    if (pattern.interval() > 1) {
      parts.add("INTERVAL=" + pattern.interval());
    }
    if (pattern.months() != ALL_MONTHS || pattern.every() == Every.YEAR) {
      parts.add("BYMONTH=" + joined(numbers(pattern.months() << 1, 0)));
    }
    if ((pattern.daysFromStart() | pattern.daysFromEnd()) != 0) {
      parts.add("BYMONTHDAY=" + joined(numbers(pattern.daysFromStart(), pattern.daysFromEnd())));
    }
    String days = days(pattern);
    if (!days.isEmpty()) {
      parts.add("BYDAY=" + days);
    }
    if ((pattern.positionsFromStart() | pattern.positionsFromEnd()) != 0) {
      parts.add(
          "BYSETPOS=" + joined(numbers(pattern.positionsFromStart(), pattern.positionsFromEnd())));
    }
    if (pattern.weekStart() != DayOfWeek.MONDAY) {
      parts.add("WKST=" + DAYS[pattern.weekStart().getValue() - 1]);
    }
    return parts.toString();
  }

  private static String days(DatePattern pattern) {
    List<String> days = new ArrayList<>();
    for (int bit = 0; bit < 35; bit++) {
      if ((pattern.nthFromStart() >> bit & 1) != 0) {
        days.add((bit / 7 + 1) + DAYS[bit % 7]);
      }
      if ((pattern.nthFromEnd() >> bit & 1) != 0) {
        days.add("-" + (bit / 7 + 1) + DAYS[bit % 7]);
      }
    }
    // All seven are said too where saying none would mean the start's day.
    boolean mustSay =
        pattern.weekdays() != ALL_WEEKDAYS
            || ((pattern.daysFromStart() | pattern.daysFromEnd()) == 0
                && pattern.every() != Every.DAY);
    if (days.isEmpty() && mustSay) {
      for (int weekday = 0; weekday < 7; weekday++) {
        if ((pattern.weekdays() >> weekday & 1) != 0) {
          days.add(DAYS[weekday]);
        }
      }
    }
    return joined(days);
  }

  private static List<String> numbers(int fromStart, int fromEnd) {
    List<String> numbers = new ArrayList<>();
    for (int n = 1; n <= 31; n++) {
      if ((fromStart >> n & 1) != 0) {
        numbers.add("" + n);
      }
      if ((fromEnd >> n & 1) != 0) {
        numbers.add("-" + n);
      }
    }
    return numbers;
  }

  private static String joined(List<String> texts) {
    return String.join(",", texts);
  }

  static String date(LocalDate date) {
    return DateTimeFormatter.BASIC_ISO_DATE.format(date);
  }
}
