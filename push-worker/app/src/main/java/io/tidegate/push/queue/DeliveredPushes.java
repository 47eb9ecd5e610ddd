package io.tidegate.push.queue;

import io.tidegate.messages.Push;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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

  /** Forgets some of those that are not needed any more; answers how many. */
  int forget(Instant now, int most) {
    return jdbc.sql(
            """
            DELETE FROM delivered_push WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM delivered_push WHERE keep_until < :now LIMIT :most))
            """)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("most", most)
        .update();
  }
}
