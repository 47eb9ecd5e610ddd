package io.tidegate.verify;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/**
 * How often something may be done.
 *
 * @param scope what the count is kept for
 * @param times how often, at least 1
 * @param period in what time
 * @param counted what is counted
 */
public record Quota(Scope scope, int times, Period period, Counted counted) {
  public Quota {
    if (times < 1) {
      throw new IllegalArgumentException("times must be 1 or more, but is " + times);
    }
  }

  /** What a count is kept for. */
  public enum Scope {
    /** One user's refreshes: no call of it may be made more often than {@code times}. */
    CONSENT,
    /** One call of one user. */
    CALL,
    /** One call of one user for one object. */
    OBJECT
  }

  /** What is counted. */
  public enum Counted {
    /** Every call that was begun. */
    STARTS,
    /** Only calls that succeeded; a call may be begun until the last allowed success. */
    SUCCESSES
  }

  /** The time in which a quota counts. */
  public sealed interface Period {
    /**
     * First instant whose calls count against a call at {@code at}: later calls do, earlier ones do
     * not.
     */
    Instant begin(Instant at, ZoneId zone);
  }

  /** A calendar week that begins on {@code first} at local midnight. */
  public record Week(DayOfWeek first) implements Period {
    @Override
    public Instant begin(Instant at, ZoneId zone) {
      LocalDate today = at.atZone(zone).toLocalDate();
      return today.with(TemporalAdjusters.previousOrSame(first)).atStartOfDay(zone).toInstant();
    }
  }

  /** A calendar month. */
  public record Month() implements Period {
    @Override
    public Instant begin(Instant at, ZoneId zone) {
      return at.atZone(zone).toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toInstant();
    }
  }

  /** A day that begins at a local time. */
  public record Day(LocalTime from) implements Period {
    @Override
    public Instant begin(Instant at, ZoneId zone) {
      LocalDate today = at.atZone(zone).toLocalDate();
      Instant begun = today.atTime(from).atZone(zone).toInstant();
      return begun.isAfter(at) ? today.minusDays(1).atTime(from).atZone(zone).toInstant() : begun;
    }
  }

  /** Any time of this length. */
  public record Rolling(Duration length) implements Period {
    /** A call exactly {@code length} ago counts no more; the ledger's grain is a microsecond. */
    @Override
    public Instant begin(Instant at, ZoneId zone) {
      return at.minus(length).plusNanos(1_000);
    }
  }

  /** Such as {@code 1 success of each call of a consent per week from SUNDAY}. */
  @Override
  public String toString() {
    String what =
        switch (counted) {
          case STARTS -> times == 1 ? "start" : "starts";
          case SUCCESSES -> times == 1 ? "success" : "successes";
        };
    String of =
        switch (scope) {
          case CONSENT -> "a refresh";
          case CALL -> "each call";
          case OBJECT -> "each call for an object";
        };
    String per =
        switch (period) {
          case Week week -> "week from " + week.first();
          case Month month -> "month";
          case Day day -> "day from " + day.from();
          case Rolling rolling -> "any " + Spans.words(rolling.length());
        };
    return times + " " + what + " of " + of + " per " + per;
  }
}
