package io.tidegate.recurrence;

import static io.tidegate.recurrence.DatePattern.ALL_MONTHS;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.jspecify.annotations.Nullable;

/**
 * RRULE text to patterns of dates. A library reads the text; what the parts mean for dates is told
 * here, so that no library's idea of zones can creep in.
 */
final class RuleText {
  private static final int LONGEST = 500;
  private static final int MOST_INTERVAL = 1000;
  private static final int MOST_COUNT = 10_000;

  /** What timers can. */
  static final String CAN =
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

  /** The pattern of a text that {@link WrittenRule} wrote. */
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
    RuleParts.Bits monthDays = RuleParts.numbers(rule, Part.BYMONTHDAY);
    RuleParts.ByDay byDay = RuleParts.byDay(rule);
    boolean saysDays = rule.hasPart(Part.BYDAY) || rule.hasPart(Part.BYMONTHDAY);
    if (!saysDays) {
      switch (every) {
        case ONCE, DAY -> {}
        case WEEK -> byDay = new RuleParts.ByDay(1 << DatePattern.weekday(first), 0, 0);
        case MONTH -> monthDays = new RuleParts.Bits(1 << first.getDayOfMonth(), 0);
        case YEAR -> {
          monthDays = new RuleParts.Bits(1 << first.getDayOfMonth(), 0);
          months = rule.hasPart(Part.BYMONTH) ? months : 1 << (first.getMonthValue() - 1);
        }
      }
    }
    RuleParts.Bits positions = RuleParts.numbers(rule, Part.BYSETPOS);
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
        every == Every.WEEK && interval > 1
            ? RuleParts.weekday(rule.getWeekStart())
            : DayOfWeek.MONDAY,
        months,
        byDay.weekdays(),
        monthDays.fromStart(),
        monthDays.fromEnd(),
        byDay.nthFromStart(),
        byDay.nthFromEnd(),
        positions.fromStart(),
        positions.fromEnd());
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
}
