package io.tidegate.push.timer;

import io.tidegate.recurrence.DayKey;
import io.tidegate.recurrence.Recurrence;
import io.tidegate.recurrence.RefusedRule;
import io.tidegate.recurrence.Rules;
import io.tidegate.recurrence.Zones;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the timers of a span page by page and sends the pushes of those that fall due. For one
 * thread.
 *
 * <p>Statements are few and wide: one says which zones the shard has, one which of the minute's
 * buckets have timers at all, and one reads a page of a bucket with the devices beside each timer,
 * both in the order of their index. A page ends when it has enough timers, or when a number of
 * minutes were gone through.
 */
final class Pages {
  /** Minutes without timers cost a statement each; so many are gone through between two commits. */
  private static final int MINUTES_AT_ONCE = 240;

  /** Below this the firings of one timer are no two. */
  private static final long COALESCE_SECONDS = 72_000;

  /** Goes from zone to zone in the index; there are few. */
  private static final String ZONES =
      """
      WITH RECURSIVE found AS (
        (SELECT zone FROM timer WHERE shard = :shard AND enabled AND set_aside IS NULL
         ORDER BY zone LIMIT 1)
        UNION ALL
        SELECT (
          SELECT t.zone FROM timer t
          WHERE t.shard = :shard AND t.enabled AND t.set_aside IS NULL AND t.zone > found.zone
          ORDER BY t.zone LIMIT 1)
        FROM found WHERE found.zone IS NOT NULL)
      SELECT zone FROM found WHERE zone IS NOT NULL
      """;

  private static final String FILLED =
      """
      SELECT b.n::integer
      FROM unnest(CAST(:zones AS text[]), CAST(:minutes AS integer[])) WITH ORDINALITY AS b(zone, minute, n)
      CROSS JOIN LATERAL (
        SELECT FROM timer t
        WHERE t.shard = :shard AND t.zone = b.zone AND t.minute = b.minute::smallint
          AND t.enabled AND t.set_aside IS NULL
        LIMIT 1) AS one
      """;

  private static final String PAGE =
      """
      SELECT t.id, t.version, t.day_key, t.user_key, t.rule, t.first_date - DATE '1970-01-01',
        coalesce(t.last_date - DATE '1970-01-01', 2147483647),
        t.user_id, t.title, t.body, t.link, t.data::text, t.collapse_key, t.ttl_seconds,
        d.id, d.channel, d.app, t.holds_until
      FROM (
        SELECT * FROM timer
        WHERE shard = :shard AND zone = :zone AND minute = CAST(:minute AS smallint)
          AND day_key = ANY (CAST(:keys AS integer[]))
          AND (day_key, user_key, id, version) > (:afterKey, :afterUser, :afterId, :afterVersion)
          AND enabled AND set_aside IS NULL
          AND first_date <= :date AND (last_date IS NULL OR last_date >= :date)
          AND holds_from <= :at AND (holds_until IS NULL OR holds_until > :at)
        ORDER BY day_key, user_key, id, version
        LIMIT :most
      ) t
      LEFT JOIN LATERAL (
        SELECT id, channel, app FROM device
        WHERE device.user_key = t.user_key AND device.user_id = t.user_id
        LIMIT 1000) d ON true
      ORDER BY t.day_key, t.user_key, t.id, t.version
      """;

  private final JdbcClient jdbc;
  private final PushTopic topic;
  private final PollMetrics metrics;
  private final int size;
  private final Rules rules = new Rules(20_000);
  private final Set<String> known = Set.copyOf(Zones.all());

  Pages(JdbcClient jdbc, PushTopic topic, PollMetrics metrics, int size) {
    this.jdbc = jdbc;
    this.topic = topic;
    this.metrics = metrics;
    this.size = size;
  }

  /**
   * What a page came to.
   *
   * @param next where the span stands now; null when it is done
   * @param timers how many timers were read
   * @param pushes how many pushes were sent
   */
  record Page(@Nullable Span next, int timers, int pushes) {}

  /**
   * Does the next page of a span; returns when its pushes are safe.
   *
   * @param repeated whether it may have been done before; asked for each push, as a page may last
   *     for longer than its lock
   * @param now the database's time: what lives no longer is skipped
   */
  Page next(Span span, BooleanSupplier repeated, Instant now) throws InterruptedException {
    PushTopic.Sending sending = topic.begin();
    Reading reading = new Reading(span, sending, repeated, now);
    Span next = reading.go();
    sending.awaitAcknowledged();
    reading.setAside();
    metrics.page(span.kind(), reading.timers, reading.due, sending.sent());
    metrics.notSent(reading.without, reading.expired, reading.coalesced);
    return new Page(next, reading.timers, sending.sent());
  }

  private record Aside(UUID id, int version, String reason) {}

  /** One page being read. */
  private final class Reading {
    private final Span span;
    private final PushTopic.Sending sending;
    private final BooleanSupplier repeated;
    private final Instant now;
    private final List<Aside> aside = new ArrayList<>();
    private Instant minute;
    private @Nullable Position position;
    private int timers;
    private int due;
    private int without;
    private int expired;
    private int coalesced;
    // The timer in hand: its rows, one per device, come one after the other.
    private @Nullable UUID last;
    private int lastVersion;
    private @Nullable DueTimer inHand;
    private int devices;

    Reading(Span span, PushTopic.Sending sending, BooleanSupplier repeated, Instant now) {
      this.span = span;
      this.sending = sending;
      this.repeated = repeated;
      this.now = now;
      this.minute = span.minute();
      this.position = span.position();
    }

    @Nullable Span go() {
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

    /** Whether all of the minute was read. */
    private boolean finishMinute(List<String> zones) {
      for (Bucket bucket : filled(zones)) {
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
      int[] keys =
          Arrays.stream(DayKey.on(bucket.date()))
              .filter(key -> after == null || key >= after.dayKey())
              .toArray();
      jdbc.sql(PAGE)
          .param("shard", span.shard())
          .param("zone", bucket.zone())
          .param("minute", bucket.minute())
          .param("keys", keys)
          .param("afterKey", after == null ? -1 : after.dayKey())
          .param("afterUser", after == null ? 0L : after.userKey())
          .param("afterId", after == null ? new UUID(0, 0) : after.id())
          .param("afterVersion", after == null ? 0 : after.version())
          .param("date", bucket.date())
          .param("at", minute.atOffset(ZoneOffset.UTC))
          .param("most", most)
          .query(
              row -> {
                row(row, bucket, text);
              });
      timerDone();
      return timers - before;
    }

    private void row(ResultSet row, Bucket bucket, PushText text) throws SQLException {
      UUID id = row.getObject(1, UUID.class);
      int version = row.getInt(2);
      if (!id.equals(last) || version != lastVersion) {
        timerDone();
        last = id;
        lastVersion = version;
        timers++;
        position = new Position(bucket, row.getInt(3), row.getLong(4), id, version);
        inHand = fallsDue(row, bucket, id, version) ? dueTimer(row, id) : null;
        devices = 0;
      }
      if (inHand != null) {
        UUID device = row.getObject(15, UUID.class);
        if (device != null) {
          devices++;
          String channel = row.getString(16);
          sending.send(
              channel,
              PushText.key(device),
              text.write(inHand, device, channel, row.getString(17), repeated.getAsBoolean()));
        }
      }
    }

    private void timerDone() {
      if (inHand != null) {
        due++;
        without += devices == 0 ? 1 : 0;
        inHand = null;
      }
    }

    private DueTimer dueTimer(ResultSet row, UUID id) throws SQLException {
      return new DueTimer(
          id,
          row.getString(8),
          row.getString(9),
          row.getString(10),
          row.getString(11),
          row.getString(12),
          row.getString(13),
          row.getInt(14));
    }

    private boolean fallsDue(ResultSet row, Bucket bucket, UUID id, int version)
        throws SQLException {
      try {
        int lastDay = row.getInt(7);
        Recurrence recurrence =
            new Recurrence(
                ZoneId.of(bucket.zone()),
                bucket.minute(),
                rules.dates(
                    row.getString(5),
                    LocalDate.ofEpochDay(row.getInt(6)),
                    lastDay == Integer.MAX_VALUE ? null : LocalDate.ofEpochDay(lastDay)));
        return recurrence.dates().holds(bucket.date())
            && (isOnTime() || isWorthIt(recurrence, row));
      } catch (RefusedRule e) {
        aside.add(new Aside(id, version, String.valueOf(e.getMessage())));
        return false;
      }
    }

    private boolean isOnTime() {
      return span.kind() == Span.Kind.PRESENT && now.isBefore(minute.plusSeconds(60));
    }

    /** What is late is sent while it lives, and only if it is the last of its timer. */
    private boolean isWorthIt(Recurrence recurrence, ResultSet row) throws SQLException {
      if (!now.isBefore(minute.plusSeconds(row.getInt(14)))) {
        expired++;
        return false;
      }
      if (span.coalesceUntil().getEpochSecond() - minute.getEpochSecond() > COALESCE_SECONDS) {
        Instant later = recurrence.next(minute.plusSeconds(60));
        if (later != null
            && !later.isAfter(span.coalesceUntil().plusSeconds(59))
            && holds(row, later)) {
          coalesced++;
          return false;
        }
      }
      return true;
    }

    /** Whether a timer that was changed still fires then: else it is this firing or none. */
    private static boolean holds(ResultSet row, Instant later) throws SQLException {
      OffsetDateTime until = row.getObject(18, OffsetDateTime.class);
      return until == null || later.isBefore(until.toInstant());
    }

    /** Once its page is safe: a crash before it only finds the same reason again. */
    void setAside() {
      for (Aside one : aside) {
        jdbc.sql("UPDATE timer SET set_aside = :reason WHERE id = :id AND version = :version")
            .param("reason", one.reason())
            .param("id", one.id())
            .param("version", one.version())
            .update();
        metrics.setAside(one.id(), one.reason());
      }
    }

    private Instant dueAt(Bucket bucket) {
      return bucket.occurrence().atZone(ZoneId.of(bucket.zone())).toInstant();
    }

    /** The zones of the shard's timers that are to be read. */
    private List<String> zones() {
      return jdbc
          .sql(ZONES)
          .param("shard", span.shard())
          .query((row, n) -> row.getString(1))
          .list()
          .stream()
          .filter(zone -> span.zones().isEmpty() || span.zones().contains(zone))
          .filter(known::contains)
          .toList();
    }

    /** The minute's buckets that have timers, in the order of the index. */
    private List<Bucket> filled(List<String> zones) {
      List<Bucket> all = Bucket.due(zones, minute);
      return jdbc
          .sql(FILLED)
          .param("shard", span.shard())
          .param("zones", all.stream().map(Bucket::zone).toArray(String[]::new))
          .param("minutes", all.stream().mapToInt(Bucket::minute).toArray())
          .query((row, n) -> row.getInt(1))
          .list()
          .stream()
          .sorted()
          .map(number -> all.get(number - 1))
          .toList();
    }
  }
}
