package io.tidegate.push.timer;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One page being read: goes through a span's minutes, each minute's buckets and each bucket's
 * timers, and sends the pushes of those that fire, one per device. It ends when it has enough
 * timers, or when a number of minutes were gone through.
 */
final class PageReading {
  /** Minutes without timers cost a statement each; so many are gone through between two commits. */
  private static final int MINUTES_AT_ONCE = 240;

  private final ShardTimers stored;
  private final Span span;
  private final int size;
  private final Firings firings;
  private final PushTopic.Sending sending;
  private final BooleanSupplier repeated;
  private Instant minute;
  private @Nullable Position position;
  private int timers;
  private int due;
  private int without;
  // The timer in hand: its rows, one per device, come one after the other.
  private @Nullable UUID last;
  private int lastVersion;
  private @Nullable DueTimer inHand;
  private int devices;

  /**
   * Begins where the span stands.
   *
   * @param size how many timers at the most
   * @param repeated whether a push may have been sent before; asked for each
   */
  PageReading(
      ShardTimers stored,
      Span span,
      int size,
      Firings firings,
      PushTopic.Sending sending,
      BooleanSupplier repeated) {
    this.stored = stored;
    this.span = span;
    this.size = size;
    this.firings = firings;
    this.sending = sending;
    this.repeated = repeated;
    this.minute = span.minute();
    this.position = span.position();
  }

  /** Reads it; returns where the span stands then, null when it is done. */
  @Nullable Span read() {
    List<String> zones = zones();
    if (zones.isEmpty()) {
      return null;
    }
    for (int minutes = 0; minutes < MINUTES_AT_ONCE; minutes++) {
      if (!finishMinute(zones)) {
        return span.at(minute, position);
      }
      if (!minute.isAfter(span.first())) {
        return null;
      }
      minute = minute.minusSeconds(60);
      position = null;
    }
    return span.at(minute, null);
  }

  /** How many timers were read. */
  int timers() {
    return timers;
  }

  /** How many of them fire. */
  int due() {
    return due;
  }

  /** How many of those have no device. */
  int without() {
    return without;
  }

  private List<String> zones() {
    return stored.zones(span.shard()).stream()
        .filter(zone -> span.zones().isEmpty() || span.zones().contains(zone))
        .toList();
  }

  /** Whether all of the minute was read. */
  private boolean finishMinute(List<String> zones) {
    for (Bucket bucket : stored.filled(span.shard(), Bucket.due(zones, minute))) {
      boolean begun = position != null && position.bucket().compareTo(bucket) == 0;
      if (position == null || begun || position.bucket().compareTo(bucket) < 0) {
        if (!finish(bucket, begun ? position : null)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean finish(Bucket bucket, @Nullable Position from) {
    Position after = from;
    int wanted;
    int read;
    do {
      wanted = size - timers;
      if (wanted <= 0) {
        return false;
      }
      read = read(bucket, after, wanted);
      if (read > 0) {
        after = position;
      }
    } while (read == wanted);
    return true;
  }

  private int read(Bucket bucket, @Nullable Position after, int most) {
    int before = timers;
    last = null;
    inHand = null;
    PushText text = new PushText(bucket.occurrence().toString(), dueAt(bucket));
    stored.read(span.shard(), bucket, after, minute, most, row -> take(row, bucket, text));
    timerDone();
    return timers - before;
  }

  private void take(TimerRow row, Bucket bucket, PushText text) throws SQLException {
    if (!row.id().equals(last) || row.version() != lastVersion) {
      timerDone();
      last = row.id();
      lastVersion = row.version();
      timers++;
      position = row.in(bucket);
      inHand = firings.fires(row, bucket, minute) ? row.timer() : null;
      devices = 0;
    }
    if (inHand != null) {
      send(inHand, row, text);
    }
  }

  private void send(DueTimer timer, TimerRow row, PushText text) throws SQLException {
    UUID device = row.device();
    if (device != null) {
      devices++;
      String channel = row.channel();
      sending.send(
          channel,
          PushText.key(device),
          text.write(timer, device, channel, row.app(), repeated.getAsBoolean()));
    }
  }

  private void timerDone() {
    if (inHand != null) {
      due++;
      without += devices == 0 ? 1 : 0;
      inHand = null;
    }
  }

  private static Instant dueAt(Bucket bucket) {
    return bucket.occurrence().atZone(ZoneId.of(bucket.zone())).toInstant();
  }
}
