package io.tidegate.recurrence;

import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The local dates on which a timer falls due. */
public final class Dates {
  private static final int HORIZON_YEARS = 400;

  private final DatePattern pattern;
  private final LocalDate first;
  private final @Nullable LocalDate last;

  Dates(DatePattern pattern, LocalDate first, @Nullable LocalDate last) {
    this.pattern = pattern;
    this.first = first;
    this.last = last;
  }

  /** One date only. */
  public static Dates once(LocalDate date) {
    return new Dates(DatePattern.ONCE, date, date);
  }

  /** Whether a timer falls due on the date. */
  public boolean holds(LocalDate date) {
    return !date.isBefore(first)
        && (last == null || !date.isAfter(last))
        && pattern.holds(date, first);
  }

  /**
   * The first of them on or after the given one; null if there is none (in 400 years, after which
   * the calendar repeats).
   */
  public @Nullable LocalDate next(LocalDate from) {
    LocalDate start = from.isBefore(first) ? first : from;
    LocalDate horizon = start.plusYears(HORIZON_YEARS);
    LocalDate end =
        pattern.every() == Every.ONCE
            ? first
            : last == null || last.isAfter(horizon) ? horizon : last;
    for (LocalDate date = start; !date.isAfter(end); date = date.plusDays(1)) {
      if (pattern.holds(date, first)) {
        return date;
      }
    }
    return null;
  }

  /** The date from which intervals count: before it the timer does not fall due. */
  public LocalDate first() {
    return first;
  }

  /** The last date on which it may fall due; null for no end. */
  public @Nullable LocalDate last() {
    return last;
  }

  /** Whether it is one date only. */
  public boolean isOnce() {
    return pattern.every() == Every.ONCE;
  }

  /** As RRULE text without UNTIL; empty for one date only. */
  public String rule() {
    return WrittenRule.of(pattern);
  }

  /** See {@link DayKey}. */
  public int dayKey() {
    return DayKey.of(pattern, first);
  }

  DatePattern pattern() {
    return pattern;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Dates that
        && pattern.equals(that.pattern)
        && first.equals(that.first)
        && Objects.equals(last, that.last);
  }

  @Override
  public int hashCode() {
    return Objects.hash(pattern, first, last);
  }

  @Override
  public String toString() {
    return "%s from %s until %s".formatted(isOnce() ? "once" : rule(), first, last);
  }
}
