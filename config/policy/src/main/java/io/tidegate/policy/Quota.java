package io.tidegate.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/**
 * How often we may: at most {@code times} in a period, per consent, call or object. A law.
 *
 * <p>A refresh makes every call of its institution for every object once, so a quota of any scope
 * bounds the refreshes of a consent; the scope says what a broken-off refresh may still do. The
 * pages of one call count as one.
 *
 * @param scope what is counted
 * @param times how often, at least 1
 * @param per in which time
 * @param counts what counts: every start, or successes only
 */
public record Quota(Scope scope, int times, Per per, Counts counts) {

  /** What a quota counts apart. */
  public enum Scope {
    /** Refreshes of a consent. */
    CONSENT,
    /** Each call of a consent. */
    CALL,
    /** Each call of a consent for each of its objects. */
    OBJECT
  }

  /** What uses a quota up. */
  public enum Counts {
    STARTS,
    SUCCESSES
  }

  /** The time in which a quota counts. */
  public sealed interface Per {

    /** A calendar week, from midnight of its first day. */
    record CalendarWeek(DayOfWeek from) implements Calendar {
      @Override
      public Instant begin(Instant now, ZoneId zone) {
        return date(now, zone)
            .with(TemporalAdjusters.previousOrSame(from))
            .atStartOfDay(zone)
            .toInstant();
      }

      @Override
      public Instant next(Instant now, ZoneId zone) {
        return date(now, zone).with(TemporalAdjusters.next(from)).atStartOfDay(zone).toInstant();
      }

      @Override
      public Duration nominal() {
        return Duration.ofDays(7);
      }
    }

    /** A calendar month, from midnight of its first day. */
    record CalendarMonth() implements Calendar {
      @Override
      public Instant begin(Instant now, ZoneId zone) {
        return date(now, zone).withDayOfMonth(1).atStartOfDay(zone).toInstant();
      }

      @Override
      public Instant next(Instant now, ZoneId zone) {
        return date(now, zone).withDayOfMonth(1).plusMonths(1).atStartOfDay(zone).toInstant();
      }

      @Override
      public Duration nominal() {
        return Duration.ofDays(31);
      }
    }

    /**
     * A day that begins at a local time; one that a gap skips comes later by the gap's length, one
     * that comes twice is the first.
     */
    record Day(LocalTime from) implements Calendar {
      @Override
      public Instant begin(Instant now, ZoneId zone) {
        LocalDate today = date(now, zone);
        Instant begin = at(today, zone);
        return begin.isAfter(now) ? at(today.minusDays(1), zone) : begin;
      }

      @Override
      public Instant next(Instant now, ZoneId zone) {
        LocalDate today = date(now, zone);
        Instant begin = at(today, zone);
        return begin.isAfter(now) ? begin : at(today.plusDays(1), zone);
      }

      private Instant at(LocalDate date, ZoneId zone) {
        return from.equals(LocalTime.MIDNIGHT)
            ? date.atStartOfDay(zone).toInstant()
            : ZonedDateTime.of(date, from, zone).withEarlierOffsetAtOverlap().toInstant();
      }

      @Override
      public Duration nominal() {
        return Duration.ofDays(1);
      }
    }

    /** Any stretch of this length. */
    record Rolling(Duration length) implements Per {
      public Rolling {
        if (length.compareTo(Duration.ofSeconds(1)) < 0
            || length.compareTo(Duration.ofDays(366)) > 0) {
          throw new IllegalArgumentException(
              "a rolling quota's length must be 1 s to 366 days, but is " + length);
        }
      }

      @Override
      public Duration nominal() {
        return length;
      }
    }

    /** The length, of the longest period where they differ. */
    Duration nominal();
  }

  /** A period of the calendar: it begins for everybody at the same instant. */
  public sealed interface Calendar extends Per
      permits Per.CalendarWeek, Per.CalendarMonth, Per.Day {
    /** The begin of the period that holds {@code now}; at most {@code now}. */
    Instant begin(Instant now, ZoneId zone);

    /** The begin of the period after the one that holds {@code now}; after {@code now}. */
    Instant next(Instant now, ZoneId zone);
  }

  public Quota {
    if (times < 1) {
      throw new IllegalArgumentException("a quota allows at least 1, but " + times);
    }
  }

  /**
   * Since when counted instants use this quota up now: fewer than {@link #times} at or after it
   * (for rolling quotas: after it) leave room for one more.
   */
  public Instant since(Instant now, ZoneId zone) {
    return switch (per) {
      case Calendar calendar -> calendar.begin(now, zone);
      case Per.Rolling rolling -> now.minus(rolling.length());
    };
  }

  /**
   * When a consent that has used this quota up becomes free.
   *
   * @param oldestCounted the oldest of the last {@link #times} counted instants
   */
  public Instant freeAt(Instant oldestCounted, Instant now, ZoneId zone) {
    return switch (per) {
      case Calendar calendar -> calendar.next(now, zone);
      case Per.Rolling rolling -> oldestCounted.plus(rolling.length());
    };
  }

  private static LocalDate date(Instant instant, ZoneId zone) {
    return instant.atZone(zone).toLocalDate();
  }
}
