package io.tidegate.scheduler;

import io.tidegate.embedded.TestDatabase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plants in the rings what workers and imports would have written there. */
public final class Ring {
  private final JdbcClient sql;

  public Ring(TestDatabase database) {
    this.sql = JdbcClient.create(database.owner());
  }

  /** So many consents, spread evenly. */
  public void populate(int institution, long consents) {
    sql.sql(
            """
            INSERT INTO ring_arc (institution_id, arc, consents)
            SELECT :institution, arc, :consents * (arc + 1) / 64 - :consents * arc / 64
              FROM generate_series(0, 63) AS arc
            ON CONFLICT (institution_id, arc) DO UPDATE SET consents = excluded.consents
            """)
        .param("institution", institution)
        .param("consents", consents)
        .update();
  }

  /** Populates all institutions alike. */
  public void populateAll(long consents) {
    sql.sql("SELECT id FROM institution")
        .query(Integer.class)
        .list()
        .forEach(institution -> populate(institution, consents));
  }

  /** As a worker that claims all of a minute's targets would leave the lanes. */
  public void claim(int institution, Instant minute, List<Integer> targets) {
    sql.sql("SELECT ring_cut(:institution, :lanes, :minute)")
        .param("institution", institution)
        .param("lanes", targets.size())
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .query(Boolean.class)
        .single();
    for (int lane = 0; lane < targets.size(); lane++) {
      sql.sql(
              """
              UPDATE lane SET claimed = claimed + :users, passed = passed + :users
               WHERE institution_id = :institution AND lane = :lane
              """)
          .param("users", targets.get(lane))
          .param("institution", institution)
          .param("lane", lane)
          .update();
      page(institution, lane, targets.size(), minute, targets.get(lane));
    }
  }

  private void page(int institution, int lane, int lanes, Instant minute, int users) {
    sql.sql(
            """
            INSERT INTO page (institution_id, lane, first_instant, lanes, span_seconds, registration,
                              number, round, round_ends_at, claimed_at, ends_at, sweep_at, from_key,
                              to_key, attempts, keep_counted, keep_starts, keep_succeeded, size,
                              retries, ended_at, settled, users)
            VALUES (:institution, :lane, :minute, :lanes, 60, 1, 1, 1, :minute, :minute,
                    :minute + interval '2 minutes', :minute + interval '3 minutes', 0, 0, 5, 1, 0, 1,
                    :users, 0, :minute, repeat('1', :users)::varbit,
                    array_fill('u'::text, ARRAY[:users]))
            """)
        .param("institution", institution)
        .param("lane", lane)
        .param("lanes", lanes)
        .param("minute", minute.atOffset(ZoneOffset.UTC))
        .param("users", users)
        .update();
  }
}
