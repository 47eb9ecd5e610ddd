package io.tidegate.recurrence;

import static io.tidegate.recurrence.DatePattern.ALL_MONTHS;
import static io.tidegate.recurrence.DatePattern.ALL_WEEKDAYS;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Patterns of dates as RRULE text, which {@link RuleText} reads. */
final class WrittenRule {
  private static final String[] DAYS = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

  private WrittenRule() {}

  /** The same pattern reads back from it, whatever the first date; empty for once. */
  static String of(DatePattern pattern) {
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
