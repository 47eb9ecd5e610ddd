package io.tidegate.push.timer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What each shard has begun and not done. */
@Component
class Spans {
  /** Shards are four bits of a user's key: see the migration. */
  static final int SHARDS = 16;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  Spans(JdbcClient jdbc, TransactionTemplate transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  private record Begun(Instant last, Instant now) {}

  /** The database's minute. */
  Instant minute() {
    return jdbc.sql("SELECT date_trunc('minute', timer_now(), 'UTC')")
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }

  /**
   * Begins the present minute, and what was missed; answers the ids of these spans, none if there
   * was no minute to begin.
   */
  List<Long> begin(int shard) {
    return transactions.execute(status -> beginLocked(shard));
  }

  /**
   * The clock is read in a second statement: after the row was had, not while it was waited for.
   */
  private List<Long> beginLocked(int shard) {
    Instant last =
        jdbc.sql("SELECT begun_minute FROM timer_progress WHERE shard = :shard FOR UPDATE")
            .param("shard", shard)
            .query(OffsetDateTime.class)
            .single()
            .toInstant();
    Begun begun = new Begun(last, minute());
    if (!begun.now().isAfter(begun.last())) {
      return List.of();
    }
    jdbc.sql(
            """
            UPDATE timer_span SET coalesce_until = :now WHERE shard = :shard AND kind <> 'tzdb'
            """)
        .param("shard", shard)
        .param("now", utc(begun.now()))
        .update();
    List<Long> ids = new ArrayList<>();
    ids.add(insert(shard, Span.Kind.PRESENT, begun.now(), begun.now(), begun.now(), List.of()));
    if (begun.now().isAfter(begun.last().plusSeconds(60))) {
      ids.add(
          insert(
              shard,
              Span.Kind.MISSED,
              begun.last().plusSeconds(60),
              begun.now().minusSeconds(60),
              begun.now(),
              List.of()));
    }
    jdbc.sql("UPDATE timer_progress SET begun_minute = :now WHERE shard = :shard")
        .param("shard", shard)
        .param("now", utc(begun.now()))
        .update();
    return ids;
  }

  /** Answers the span's id. */
  long insert(
      int shard,
      Span.Kind kind,
      Instant first,
      Instant minute,
      Instant coalesceUntil,
      List<String> zones) {
    return jdbc.sql(
            """
            INSERT INTO timer_span (shard, kind, first_minute, minute, coalesce_until, zones)
            VALUES (:shard, :kind, :first, :minute, :until, CAST(:zones AS text[]))
            RETURNING id
            """)
        .param("shard", shard)
        .param("kind", kind.name().toLowerCase(Locale.ROOT))
        .param("first", utc(first))
        .param("minute", utc(minute))
        .param("until", utc(coalesceUntil))
        .param("zones", zones.isEmpty() ? null : "{" + String.join(",", zones) + "}")
        .query(Long.class)
        .single();
  }

  /** What comes next in a shard: the newest minute. */
  Optional<Span> next(int shard) {
    return jdbc.sql(
            """
            SELECT id, shard, kind, first_minute, minute, coalesce_until, zones, position
            FROM timer_span WHERE shard = :shard
            ORDER BY minute DESC, kind = 'present' DESC, id LIMIT 1
            """)
        .param("shard", shard)
        .query(Spans::span)
        .optional();
  }

  /** How many shards have something left, or a minute to begin. */
  int unfinished() {
    return jdbc.sql(
            """
            SELECT count(*) FROM timer_progress p
            WHERE p.begun_minute < date_trunc('minute', timer_now(), 'UTC')
              OR EXISTS (SELECT FROM timer_span s WHERE s.shard = p.shard)
            """)
        .query(Integer.class)
        .single();
  }

  /** Moves a span on; answers false if another has moved it: then this one has lost its shard. */
  boolean move(Span from, Span to) {
    return jdbc.sql(
                """
                UPDATE timer_span SET minute = :minute, position = :position
                WHERE id = :id AND minute = :before AND position IS NOT DISTINCT FROM :was
                """)
            .param("minute", utc(to.minute()))
            .param("position", text(to.position()))
            .param("id", from.id())
            .param("before", utc(from.minute()))
            .param("was", text(from.position()))
            .update()
        == 1;
  }

  /** Ends a span; answers false if another has moved it. What its minutes alone needed goes. */
  boolean end(Span span) {
    return Boolean.TRUE.equals(
        transactions.execute(
            status -> {
              boolean ended =
                  jdbc.sql(
                              """
                              DELETE FROM timer_span
                              WHERE id = :id AND minute = :before AND position IS NOT DISTINCT FROM :was
                              """)
                          .param("id", span.id())
                          .param("before", utc(span.minute()))
                          .param("was", text(span.position()))
                          .update()
                      == 1;
              if (ended) {
                removeReplaced(span.shard());
              }
              return ended;
            }));
  }

  private void removeReplaced(int shard) {
    jdbc.sql(
            """
            DELETE FROM timer t USING timer_progress p
            WHERE t.shard = :shard AND p.shard = :shard AND t.holds_until IS NOT NULL
              AND t.holds_until <= p.begun_minute + interval '1 minute'
              AND NOT EXISTS (SELECT FROM timer_span s WHERE s.shard = :shard)
            """)
        .param("shard", shard)
        .update();
  }

  private static @Nullable String text(@Nullable Position position) {
    return position == null ? null : position.toString();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Span span(ResultSet row, int number) throws SQLException {
    String position = row.getString("position");
    var zones = row.getArray("zones");
    return new Span(
        row.getLong("id"),
        row.getInt("shard"),
        Span.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getObject("first_minute", OffsetDateTime.class).toInstant(),
        row.getObject("minute", OffsetDateTime.class).toInstant(),
        row.getObject("coalesce_until", OffsetDateTime.class).toInstant(),
        zones == null ? List.of() : Arrays.asList((String[]) zones.getArray()),
        position == null ? null : Position.parse(position));
  }
}
