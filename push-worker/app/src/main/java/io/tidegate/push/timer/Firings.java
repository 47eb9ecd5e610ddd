package io.tidegate.push.timer;

import io.tidegate.recurrence.Recurrence;
import io.tidegate.recurrence.RefusedRule;
import io.tidegate.recurrence.Rules;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Decides which timers of a page fire: those whose dates hold; and of late ones those that live
 * still, and are the last of their timer. Counts those that do not, for one page.
 */
final class Firings {
  /** Below this the firings of one timer are no two. */
  private static final long COALESCE_SECONDS = 72_000;

  private final Rules rules;
  private final Span span;
  private final Instant now;
  private final List<Unreadable> unreadable = new ArrayList<>();
  private int expired;
  private int coalesced;

  /**
   * For one page of a span.
   *
   * @param now the database's time: what lives no longer is skipped
   */
  Firings(Rules rules, Span span, Instant now) {
    this.rules = rules;
    this.span = span;
    this.now = now;
  }

  /** A version of a timer whose rule is refused. */
  record Unreadable(UUID id, int version, String reason) {}

  /** Whether a timer of a bucket fires in a minute of UTC. */
  boolean fires(TimerRow row, Bucket bucket, Instant minute) throws SQLException {
    try {
      Recurrence recurrence =
          new Recurrence(
              ZoneId.of(bucket.zone()),
              bucket.minute(),
              rules.dates(row.rule(), row.firstDate(), row.lastDate()));
      return recurrence.dates().holds(bucket.date())
          && (isOnTime(minute) || isWorthIt(recurrence, row, minute));
    } catch (RefusedRule e) {
      unreadable.add(new Unreadable(row.id(), row.version(), String.valueOf(e.getMessage())));
      return false;
    }
  }

  private boolean isOnTime(Instant minute) {
    return span.kind() == Span.Kind.PRESENT && now.isBefore(minute.plusSeconds(60));
  }

  /** What is late is sent while it lives, and only if it is the last of its timer. */
  private boolean isWorthIt(Recurrence recurrence, TimerRow row, Instant minute)
      throws SQLException {
    if (!now.isBefore(minute.plusSeconds(row.ttlSeconds()))) {
      expired++;
      return false;
    }
    if (span.coalesceUntil().getEpochSecond() - minute.getEpochSecond() > COALESCE_SECONDS) {
      Instant later = recurrence.next(minute.plusSeconds(60));
      if (later != null
          && !later.isAfter(span.coalesceUntil().plusSeconds(59))
          && row.holdsAt(later)) {
        coalesced++;
        return false;
      }
    }
    return true;
  }

  /** Those that are to be set aside. */
  List<Unreadable> unreadable() {
    return unreadable;
  }

  /** How many live no longer. */
  int expired() {
    return expired;
  }

  /** How many are sent as a later firing of the same timer. */
  int coalesced() {
    return coalesced;
  }
}
