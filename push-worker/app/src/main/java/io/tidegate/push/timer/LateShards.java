package io.tidegate.push.timer;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which shards are behind with the present minute; whoever polls them. */
@Component
class LateShards {
  private final JdbcClient jdbc;

  LateShards(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A shard that is behind.
   *
   * @param since the oldest minute that is not on the queue, of those that were not missed
   */
  record Late(int shard, Instant since) {}

  /** Those whose minute is not done so long after it began, the latest first. */
  List<Late> after(Duration allowed) {
    return jdbc.sql(
            """
            SELECT shard, since
            FROM (
              SELECT p.shard, least(p.begun_minute + interval '1 minute',
                (SELECT min(s.minute) FROM timer_span s
                 WHERE s.shard = p.shard AND s.kind = 'present')) AS since
              FROM timer_progress p) AS shards
            WHERE since <= timer_now() - CAST(:allowed AS interval)
            ORDER BY since, shard
            """)
        .param("allowed", allowed.toString())
        .query(
            (row, number) ->
                new Late(
                    row.getInt("shard"), row.getObject("since", OffsetDateTime.class).toInstant()))
        .list();
  }
}
