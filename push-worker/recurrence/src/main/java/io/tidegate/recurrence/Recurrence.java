package io.tidegate.recurrence;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a timer falls due: on some local dates, at one local minute of the day, in a zone.
 *
 * @param zone a region of the tz database
 * @param minute 0 (midnight) to 1439
 * @param dates the local dates
 */
public record Recurrence(ZoneId zone, int minute, Dates dates) {

  public Recurrence {
    if (minute < 0 || minute > 1439) {
      throw new IllegalArgumentException("minute must be 0 to 1439, but is " + minute);
    }
  }

  /**
   * Reads a recurrence as calendars write it.
   *
   * @param rrule RRULE text without {@code RRULE:}; null or blank for once
   * @param start DTSTART, local: the first date that may be, and the time of the day
   * @param zone id of a region of the tz database
   * @throws RefusedRule when it cannot be had, with a sentence that says what can
   */
  public static Recurrence read(@Nullable String rrule, LocalDateTime start, String zone) {
    return read(rrule, start, Zones.region(zone));
  }

  /** The same, with the zone as {@link Zones#region} gave it. */
  public static Recurrence read(@Nullable String rrule, LocalDateTime start, ZoneId zone) {
    checkStart(start);
    int minute = start.getHour() * 60 + start.getMinute();
    Dates dates =
        rrule == null || rrule.isBlank()
            ? Dates.once(start.toLocalDate())
            : RuleText.read(rrule, start, zone);
    return new Recurrence(zone, minute, dates);
  }

  /**
   * Checks a rule that cannot be read yet, as its zone or its start is wrong: what it may have with
   * some zone, and with some start if there is none, is let through.
   *
   * @throws RefusedRule when it is wrong with any
   */
  public static void checkRule(@Nullable String rrule, @Nullable LocalDateTime start) {
    if (rrule == null || rrule.isBlank()) {
      return;
    }
    if (start == null) {
      RuleText.check(rrule);
    } else {
      RuleText.read(rrule, start, ZoneOffset.MAX); // no zone leaves more dates before an UNTIL
    }
  }

  /**
   * Checks a start by itself.
   *
   * @throws RefusedRule when no timer can have it
   */
  public static void checkStart(LocalDateTime start) {
    if (start.getYear() < 1970 || start.getYear() > 2999) {
      throw new RefusedRule("start must be in the years 1970 to 2999, but is " + start);
    }
    if (!start.truncatedTo(ChronoUnit.MINUTES).equals(start)) {
      throw new RefusedRule(
          "a timer falls due at a whole minute: start must have no seconds, but is " + start);
    }
  }

  /**
   * The instant at which the timer falls due on a date: in a gap of the clock with the offset
   * before it, in an overlap the first pass (RFC 5545, 3.3.5), as {@code java.time} resolves it.
   */
  public Instant on(LocalDate date) {
    return date.atTime(time()).atZone(zone).toInstant();
  }

  /** The first occurrence at or after the instant; null if there is none any more. */
  public @Nullable Instant next(Instant from) {
    // A gap moves an occurrence to a later instant, at most by a day (Samoa, 2011).
    LocalDate date = dates.next(from.atZone(zone).toLocalDate().minusDays(2));
    while (date != null && on(date).isBefore(from)) {
      date = dates.next(date.plusDays(1));
    }
    return date == null ? null : on(date);
  }

  /** DTSTART: the first date and the time of the day. */
  public LocalDateTime start() {
    return dates.first().atTime(time());
  }

  /** As RRULE text, with UNTIL as a date if there is an end; empty for once. */
  public String rrule() {
    LocalDate last = dates.last();
    return dates.isOnce() || last == null
        ? dates.rule()
        : dates.rule() + ";UNTIL=" + WrittenRule.date(last);
  }

  private LocalTime time() {
    return LocalTime.of(minute / 60, minute % 60);
  }
}
