package io.tidegate.scheduler.plan;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far all rings are, in one query over counters. */
@Component
public class Progress {
  private final JdbcClient sql;

  Progress(JdbcClient sql) {
    this.sql = sql;
  }

  /**
   * All lanes by institution id, lane 0 first. An institution whose ring nobody has cut yet, as no
   * claim was ever made, has one lane that has not begun.
   *
   * @param present the minute that runs while another is planned: what was claimed for it tells
   *     what its command has still to claim
   */
  public Map<Integer, List<LaneRow>> lanes(Instant present) {
    return sql
        .sql(
            """
            SELECT p.institution_id, p.lane, p.lanes, p.round, p.round_began_at, p.round_over,
                   p.population, p.claimed, p.passed, p.retries_due, coalesce(m.users, 0)
              FROM lane_progress p
              LEFT JOIN LATERAL (
                   SELECT sum(size) AS users FROM page
                    WHERE page.institution_id = p.institution_id AND page.lane = p.lane
                      AND page.first_instant >= :present
                      AND page.first_instant < :present + interval '1 minute') m ON true
             UNION ALL
            SELECT institution_id, 0, 1, 0, timestamptz 'epoch', false, sum(consents), 0, 0,
                   (SELECT count(*) FROM retry
                     WHERE retry.institution_id = ring_arc.institution_id
                       AND page_first IS NULL AND due_at <= :present + interval '1 minute'), 0
              FROM ring_arc
             WHERE NOT EXISTS (
                   SELECT FROM lane WHERE lane.institution_id = ring_arc.institution_id)
             GROUP BY institution_id
            HAVING sum(consents) > 0
             ORDER BY 1, 2
            """)
        .param("present", present.atOffset(ZoneOffset.UTC))
        .query(
            (row, n) ->
                new LaneRow(
                    row.getInt(1),
                    row.getInt(2),
                    row.getInt(3),
                    row.getLong(4),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    row.getBoolean(6),
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9),
                    row.getLong(10),
                    row.getLong(11)))
        .list()
        .stream()
        .collect(Collectors.groupingBy(LaneRow::institutionId, TreeMap::new, Collectors.toList()));
  }
}
