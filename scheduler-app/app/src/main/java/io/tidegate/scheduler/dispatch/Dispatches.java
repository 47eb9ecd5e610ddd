package io.tidegate.scheduler.dispatch;

import io.tidegate.scheduler.OldRows;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who sends each minute, and whether it was sent. */
@Component
class Dispatches {
  private final JdbcClient sql;

  Dispatches(JdbcClient sql) {
    this.sql = sql;
  }

  /** Takes a minute that nobody has taken. */
  boolean take(Instant minute, String node) {
    return sql.sql(
                """
                INSERT INTO minute_dispatch (minute, node) VALUES (:minute, :node)
                ON CONFLICT (minute) DO NOTHING
                """)
            .param("minute", minute.atOffset(ZoneOffset.UTC))
            .param("node", node)
            .update()
        > 0;
  }

  /**
   * Takes a minute that nobody has taken, or that its node has not sent. Of several nodes that try
   * at once one succeeds: the others find a row that was taken after they looked.
   *
   * @param hanging only from a node that has had it for longer than this
   */
  boolean takeOver(Instant minute, String node, Duration hanging) {
    return sql.sql(
                """
                INSERT INTO minute_dispatch (minute, node) VALUES (:minute, :node)
                ON CONFLICT (minute) DO UPDATE
                   SET node = excluded.node, taken_at = clock_timestamp()
                 WHERE minute_dispatch.sent_at IS NULL
                   AND minute_dispatch.taken_at
                       < clock_timestamp() - :hanging * interval '1 millisecond'
                """)
            .param("minute", minute.atOffset(ZoneOffset.UTC))
            .param("node", node)
            .param("hanging", hanging.toMillis())
            .update()
        > 0;
  }

  /** The minute's commands are with Kafka. */
  void sent(Instant minute, String node, int commands) {
    sql.sql(
            """
            UPDATE minute_dispatch SET sent_at = clock_timestamp(), commands = :commands
             WHERE minute = :minute AND node = :node AND sent_at IS NULL
            """)
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .param("node", node)
        .param("commands", commands)
        .update();
  }

  boolean isSent(Instant minute) {
    return sql.sql(
                "SELECT count(*) FROM minute_dispatch WHERE minute = :minute AND sent_at IS NOT"
                    + " NULL")
            .param("minute", minute.atOffset(ZoneOffset.UTC))
            .query(Integer.class)
            .single()
        > 0;
  }

  int forgetBefore(Instant instant) {
    return OldRows.delete(sql, "minute_dispatch", "minute", instant.atOffset(ZoneOffset.UTC));
  }
}
