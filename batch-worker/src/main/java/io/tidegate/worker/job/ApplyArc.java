package io.tidegate.worker.job;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Brings the candidates of an arc into the ring. */
final class ApplyArc implements ItemWriter<Arc> {
  // A file that says nothing of the state revives what a file has ended, and nothing that an
  // institution has.
  private static final String APPLY =
      """
      WITH arc AS (
        SELECT candidate.*,
               CASE WHEN candidate.state IS NULL AND consent.end_reason = 'import' THEN 'active'
                    ELSE candidate.state END AS new_state
        FROM import_candidate AS candidate
        LEFT JOIN consent
          ON consent.institution_id = :institution AND consent.ring_key = candidate.ring_key
          AND consent.user_id = candidate.user_id
        WHERE candidate.import_id = :import AND candidate.institution_id = :institution
          AND candidate.ring_key BETWEEN :from AND :to
        ORDER BY candidate.ring_key, candidate.user_id
      ), given AS (
        SELECT array_agg(ring_key) AS keys, array_agg(user_id) AS users,
               array_agg(cycle_seconds) AS cycles, array_agg(last_refreshed_at) AS refreshed,
               array_agg(expires_at) AS expires, array_agg(new_state) AS states,
               array_agg(last_access_at) AS accesses
        FROM arc
      )
      SELECT ring.inserted
      FROM given
      CROSS JOIN LATERAL ring_import(
        :institution, keys, users, cycles, refreshed, expires, states, accesses,
        (SELECT candidates <= :singles FROM import_file WHERE id = :import)) AS ring
      """;

  private static final String FRESH_TOKENS =
      """
      WITH fresh AS MATERIALIZED (
        SELECT ring_key, user_id, token
        FROM import_candidate AS candidate
        WHERE import_id = :import AND institution_id = :institution
          AND ring_key BETWEEN :from AND :to AND token IS NOT NULL
          AND token IS DISTINCT FROM (
            SELECT known.token FROM consent_token AS known
            WHERE known.institution_id = :institution AND known.ring_key = candidate.ring_key
              AND known.user_id = candidate.user_id)
        ORDER BY ring_key, user_id
      )
      """;

  // Locked against deletion: a token must not be written for a consent that is erased meanwhile.
  private static final String OF_A_CONSENT =
      """
      FROM fresh
      WHERE EXISTS (
        SELECT FROM consent
        WHERE consent.institution_id = :institution AND consent.ring_key = fresh.ring_key
          AND consent.user_id = fresh.user_id
        FOR KEY SHARE %s)
      """;

  private static final String HOLD =
      FRESH_TOKENS
          + """
          SELECT count(*)
          """
          + OF_A_CONSENT.formatted("");

  private static final String TOKENS =
      FRESH_TOKENS
          + """
          INSERT INTO consent_token (institution_id, ring_key, user_id, token)
          SELECT :institution, fresh.ring_key, fresh.user_id, fresh.token
          """
          // Who is being erased just now gets none: he waits for the arc that is locked here.
          + OF_A_CONSENT.formatted("SKIP LOCKED")
          + """
          ON CONFLICT (institution_id, ring_key, user_id) DO UPDATE SET token = excluded.token
          """;

  private final Imports imports;
  private final JdbcClient jdbc;
  private final long importId;
  private final long owner;
  private final int singles;

  /**
   * A writer of one import.
   *
   * @param singles up to how many consents a file may bring that do not wait for the cursor
   */
  ApplyArc(Imports imports, JdbcClient jdbc, long importId, long owner, int singles) {
    this.imports = imports;
    this.jdbc = jdbc;
    this.importId = importId;
    this.owner = owner;
    this.singles = singles;
  }

  @Override
  public void write(Chunk<? extends Arc> arcs) {
    for (Arc arc : arcs) {
      imports.fence(importId, owner);
      // Tables that grow with the import: a plan made while they were small would read them whole.
      jdbc.sql("SET LOCAL enable_seqscan = off").update();
      // Old consents first, as the ring locks its lanes after consents, and tokens last.
      of(arc, HOLD).query(Long.class).single();
      int inserted = of(arc, APPLY).param("singles", singles).query(Integer.class).single();
      of(arc, TOKENS).update();
      imports.count(importId, arc.consents(), inserted, 0);
    }
  }

  private JdbcClient.StatementSpec of(Arc arc, String sql) {
    return jdbc.sql(sql)
        .param("import", importId)
        .param("institution", arc.institutionId())
        .param("from", arc.fromKey())
        .param("to", arc.toKey());
  }
}
