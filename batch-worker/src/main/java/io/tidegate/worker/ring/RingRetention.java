package io.tidegate.worker.ring;

import io.tidegate.worker.Batches;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Forgets what the ring and the day ledger have done with. */
@Repository
public class RingRetention {
  private static final String GIVEN_UP =
      """
      DELETE FROM given_up
      WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM given_up
        WHERE institution_id = :institution AND at < :before AND until < :before LIMIT :most))
      """;

  private static final String PAST =
      """
      DELETE FROM past_consent
      WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM past_consent
        WHERE institution_id = :institution AND gone_at < :before LIMIT :most))
      """;

  private static final String ROUNDS =
      """
      DELETE FROM lane_round
      WHERE ctid = ANY (ARRAY(
        SELECT old.ctid FROM lane_round AS old
        WHERE old.institution_id = :institution AND old.began_at < :before
          AND EXISTS (
            SELECT FROM lane_round AS later
            WHERE later.institution_id = old.institution_id
              AND later.arc_first = old.arc_first AND later.arc_last = old.arc_last
              AND later.began_at > old.began_at AND later.began_at < :before)
        LIMIT :most))
      """;

  private static final String OVER = "SELECT ring_forget(:institution, :arc, :before, :most)";

  private final JdbcClient jdbc;

  RingRetention(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Numbers of all institutions, of those that are not there any more too. */
  public List<Integer> institutions() {
    return jdbc.sql("SELECT id FROM institution ORDER BY id")
        .query((row, number) -> row.getInt(1))
        .list();
  }

  /**
   * Forgets what was given up, and lives that finished, before an instant; answers how many rows
   * there were.
   */
  public int forgetLives(int institution, Instant before, Batches batches) {
    return batches.all(most -> delete(GIVEN_UP, institution, before, most))
        + batches.all(most -> delete(PAST, institution, before, most));
  }

  /**
   * Forgets when rounds began before an instant, but for the last one of each arc; answers how many
   * rows there were.
   */
  public int forgetRounds(int institution, Instant before, Batches batches) {
    return batches.all(most -> delete(ROUNDS, institution, before, most));
  }

  private int delete(String sql, int institution, Instant before, int most) {
    return jdbc.sql(sql)
        .param("institution", institution)
        .param("before", before.atOffset(ZoneOffset.UTC))
        .param("most", most)
        .update();
  }

  /**
   * Removes consents that were over before an instant.
   *
   * @param arc which 64th of the ring, 0 to 63: it is read whole
   * @return how many there were
   */
  public int forgetConsents(int institution, int arc, Instant before, Batches batches) {
    return batches.all(
        most ->
            jdbc.sql(OVER)
                .param("institution", institution)
                .param("arc", arc)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query(Integer.class)
                .single());
  }

  /**
   * Counts the consents of one 64th of a ring anew, as counts steer the pace.
   *
   * @return how far off the count was; 0, unless somebody changed the table by hand
   */
  public long recount(int institution, int arc) {
    return jdbc.sql("SELECT ring_recount(:institution, :arc)")
        .param("institution", institution)
        .param("arc", arc)
        .query(Long.class)
        .single();
  }
}
