package io.tidegate.push.timer;

import io.tidegate.recurrence.DayKey;
import io.tidegate.recurrence.Zones;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The timers of a shard as the poll reads them.
 *
 * <p>Statements are few and wide: one says which zones the shard has, one which of a minute's
 * buckets have timers at all, and one reads a page of a bucket with the devices beside each timer,
 * both in the order of their index.
 */
final class ShardTimers {
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

  /** {@link TimerRow} has the names of its columns. */
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
  private final Set<String> known = Set.copyOf(Zones.all());

  ShardTimers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Is shown one row after the other. */
  interface Reader {
    void read(TimerRow row) throws SQLException;
  }

  /** The zones of a shard's timers, but for those that are not known here. */
  List<String> zones(int shard) {
    return jdbc.sql(ZONES).param("shard", shard).query((row, n) -> row.getString(1)).list().stream()
        .filter(known::contains)
        .toList();
  }

  /** Those of the buckets of a minute that have timers, in the order of the index. */
  List<Bucket> filled(int shard, List<Bucket> due) {
    return jdbc
        .sql(FILLED)
        .param("shard", shard)
        .param("zones", due.stream().map(Bucket::zone).toArray(String[]::new))
        .param("minutes", due.stream().mapToInt(Bucket::minute).toArray())
        .query((row, n) -> row.getInt(1))
        .list()
        .stream()
        .sorted()
        .map(number -> due.get(number - 1))
        .toList();
  }

  /**
   * Reads timers of a bucket, each with a row per device, in the order of the index.
   *
   * @param after the last that was read; null for the bucket's first
   * @param minute in which they are to hold
   * @param most how many timers at the most
   */
  void read(
      int shard, Bucket bucket, @Nullable Position after, Instant minute, int most, Reader reader) {
    int[] keys =
        Arrays.stream(DayKey.on(bucket.date()))
            .filter(key -> after == null || key >= after.dayKey())
            .toArray();
    jdbc.sql(PAGE)
        .param("shard", shard)
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
              reader.read(TimerRow.of(row));
            });
  }

  /** A version of a timer is read no more. */
  void setAside(UUID id, int version, String reason) {
    jdbc.sql("UPDATE timer SET set_aside = :reason WHERE id = :id AND version = :version")
        .param("reason", reason)
        .param("id", id)
        .param("version", version)
        .update();
  }
}
