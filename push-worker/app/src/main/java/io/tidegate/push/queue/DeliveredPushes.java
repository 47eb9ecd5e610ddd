package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ids of what was delivered, kept until a push with that id would be expired anyway: by then no
 * repeat of it is sent.
 */
@Component
class DeliveredPushes {
  /** For clocks that differ. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private final JdbcClient jdbc;

  DeliveredPushes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Writes pushes down as delivered. */
  void add(Collection<Push> pushes) {
    jdbc.sql(
            """
            INSERT INTO delivered_push (key, keep_until)
            SELECT key, max(until)
            FROM unnest(CAST(:keys AS uuid[]), CAST(:until AS timestamptz[])) AS new(key, until)
            GROUP BY key
            ON CONFLICT (key) DO UPDATE SET keep_until = EXCLUDED.keep_until
            WHERE delivered_push.keep_until < EXCLUDED.keep_until
            """)
        .param("keys", Columns.of(pushes, push -> push.key().toString()))
        .param("until", Columns.of(pushes, push -> push.expires().plus(MARGIN).toString()))
        .update();
  }

  /** Which of these keys were delivered. */
  Set<UUID> among(Collection<UUID> keys) {
    return new HashSet<>(
        jdbc.sql("SELECT key FROM delivered_push WHERE key = ANY (CAST(:keys AS uuid[]))")
            .param("keys", Columns.of(keys, UUID::toString))
            .query((row, n) -> row.getObject(1, UUID.class))
            .list());
  }

  /** How many pages the table has. */
  long pages() {
    return jdbc.sql(
            "SELECT pg_relation_size('delivered_push') / current_setting('block_size')::bigint")
        .query(Long.class)
        .single();
  }

  /**
   * Forgets those on some pages of the table that are not needed any more by the database's clock,
   * as they are all push-workers'; answers how many. By their place, as whoever looks for the next
   * few old ones reads again all that is deleted already and not cleared away yet.
   *
   * @param first page, from 0
   */
  int forget(long first, int pages) {
    return jdbc.sql(
            """
            DELETE FROM delivered_push
            WHERE ctid >= CAST(:from AS tid) AND ctid < CAST(:until AS tid)
              AND keep_until < (SELECT timer_now())
            """)
        .param("from", "(%d,0)".formatted(first))
        .param("until", "(%d,0)".formatted(first + pages))
        .update();
  }
}
