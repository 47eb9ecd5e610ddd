package io.tidegate.simulator;

import io.tidegate.policy.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * What one quota still allows each (consent, call, object).
 *
 * <p>A quota of starts per consent counts refreshes, by their first call; every other one counts
 * each call for each object. The pages of a call are one call: it begins with its first page and
 * has succeeded with its last.
 */
final class QuotaBook {
  private final Quota quota;
  private final ZoneId zone;
  private final String firstCall;
  private final Stamps stamps;
  private long periodBegin = Long.MIN_VALUE;
  private long periodEnd = Long.MIN_VALUE;

  QuotaBook(Quota quota, ZoneId zone, String firstCall) {
    this.quota = quota;
    this.zone = zone;
    this.firstCall = firstCall;
    this.stamps = new Stamps(quota.times());
  }

  static List<QuotaBook> of(List<Quota> quotas, ZoneId zone, String firstCall) {
    return quotas.stream().map(quota -> new QuotaBook(quota, zone, firstCall)).toList();
  }

  /** Whether a call may begin. */
  boolean allows(long key, String call, long micros) {
    return !concerns(call) || stamps.count(key, since(micros)) < quota.times();
  }

  /** Counts a call that began. */
  void began(long key, String call, long micros) {
    if (quota.counts() == Quota.Counts.STARTS && concerns(call)) {
      stamps.add(key, micros, since(micros));
    }
  }

  /** Counts a call whose last page was sent. */
  void succeeded(long key, String call, long micros) {
    if (quota.counts() == Quota.Counts.SUCCESSES && concerns(call)) {
      stamps.add(key, micros, since(micros));
    }
  }

  private boolean concerns(String call) {
    return quota.scope() != Quota.Scope.CONSENT
        || quota.counts() == Quota.Counts.SUCCESSES
        || call.equals(firstCall);
  }

  private long since(long micros) {
    if (quota.per() instanceof Quota.Per.Rolling rolling) {
      return micros - micros(rolling.length()) + 1;
    }
    if (micros < periodBegin || micros >= periodEnd) {
      turn(WallClock.instant(micros));
    }
    return periodBegin;
  }

  /** Finds the calendar period that holds {@code now}: today's begin, or one of the days around. */
  private void turn(Instant now) {
    LocalDate day = LocalDate.ofInstant(now, zone).plusDays(1);
    while (!begins(day) || begin(day).isAfter(now)) {
      day = day.minusDays(1);
    }
    periodBegin = micros(begin(day));
    do {
      day = day.plusDays(1);
    } while (!begins(day));
    periodEnd = micros(begin(day));
  }

  private boolean begins(LocalDate day) {
    return switch (quota.per()) {
      case Quota.Per.CalendarWeek week -> day.getDayOfWeek() == week.from();
      case Quota.Per.CalendarMonth month -> day.getDayOfMonth() == 1;
      case Quota.Per.Day daily -> true;
      case Quota.Per.Rolling rolling -> throw new IllegalStateException("no calendar: " + rolling);
    };
  }

  private Instant begin(LocalDate day) {
    LocalTime time = quota.per() instanceof Quota.Per.Day daily ? daily.from() : LocalTime.MIDNIGHT;
    return time.equals(LocalTime.MIDNIGHT)
        ? day.atStartOfDay(zone).toInstant()
        : day.atTime(time).atZone(zone).toInstant();
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  private static long micros(Duration length) {
    return length.getSeconds() * 1_000_000 + length.getNano() / 1_000;
  }
}
