package io.tidegate.worker.job;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Ends the consents of an arc that a replacing file lacks. */
final class EndMissing implements ItemWriter<Arc> {
  private static final String END =
      """
      WITH missing AS (
        SELECT ring_key, user_id
        FROM consent
        WHERE institution_id = :institution AND ring_key BETWEEN :from AND :to
          AND ended_at = 'infinity'
          AND NOT EXISTS (
            SELECT FROM import_candidate AS candidate
            WHERE candidate.import_id = :import AND candidate.institution_id = :institution
              AND candidate.ring_key = consent.ring_key AND candidate.user_id = consent.user_id)
        ORDER BY ring_key, user_id
      ), given AS (
        SELECT array_agg(ring_key) AS keys, array_agg(user_id) AS users,
               array_fill('ended'::text, ARRAY[count(*)::integer]) AS states,
               array_fill(NULL::integer, ARRAY[count(*)::integer]) AS cycles,
               array_fill(NULL::timestamptz, ARRAY[count(*)::integer]) AS instants
        FROM missing
        HAVING count(*) > 0
      )
      SELECT coalesce(sum(ring.changed), 0)
      FROM given
      CROSS JOIN LATERAL ring_import(
        :institution, keys, users, cycles, instants, instants, states, instants, false) AS ring
      """;

  private final Imports imports;
  private final JdbcClient jdbc;
  private final long importId;
  private final long owner;

  EndMissing(Imports imports, JdbcClient jdbc, long importId, long owner) {
    this.imports = imports;
    this.jdbc = jdbc;
    this.importId = importId;
    this.owner = owner;
  }

  @Override
  public void write(Chunk<? extends Arc> arcs) {
    for (Arc arc : arcs) {
      imports.fence(importId, owner);
      int ended =
          jdbc.sql(END)
              .param("institution", arc.institutionId())
              .param("from", arc.fromKey())
              .param("to", arc.toKey())
              .param("import", importId)
              .query(Integer.class)
              .single();
      imports.count(importId, 0, 0, ended);
    }
  }
}
