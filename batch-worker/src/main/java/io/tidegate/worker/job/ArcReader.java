package io.tidegate.worker.job;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Goes along (institution, ring key) and cuts it into arcs, for the institutions that an import
 * names. How far it is, is kept in the step's execution context, which is committed together with
 * what was written; a ring key is no user.
 */
final class ArcReader implements ItemStreamReader<Arc> {
  private static final String INSTITUTION = "institution";
  private static final String KEY = "key";

  private static final String NEXT_INSTITUTION =
      """
      SELECT institution_id FROM import_candidate
      WHERE import_id = :import AND institution_id >= :institution
      ORDER BY institution_id LIMIT 1
      """;

  private static final String NEXT_CANDIDATES =
      """
      SELECT min(ring_key), max(ring_key), count(*)
      FROM (
        SELECT ring_key FROM import_candidate
        WHERE import_id = :import AND institution_id = :institution AND ring_key >= :key
        ORDER BY ring_key LIMIT :chunk
      ) AS next
      """;

  private static final String NEXT_CONSENTS =
      """
      SELECT min(ring_key), max(ring_key), count(*)
      FROM (
        SELECT ring_key FROM consent
        WHERE institution_id = :institution AND ring_key >= :key
          AND (SELECT replace FROM import_file WHERE id = :import)
        ORDER BY ring_key LIMIT :chunk
      ) AS next
      """;

  private final JdbcClient jdbc;
  private final String nextArc;
  private final long importId;
  private final int chunk;
  private final BooleanSupplier goOn;
  private Arc.Place place = Arc.Place.BEGIN;

  private ArcReader(
      JdbcClient jdbc, String nextArc, long importId, int chunk, BooleanSupplier goOn) {
    this.jdbc = jdbc;
    this.nextArc = nextArc;
    this.importId = importId;
    this.chunk = chunk;
    this.goOn = goOn;
  }

  /** Along the candidates of an import. */
  static ArcReader ofCandidates(JdbcClient jdbc, long importId, int chunk, BooleanSupplier goOn) {
    return new ArcReader(jdbc, NEXT_CANDIDATES, importId, chunk, goOn);
  }

  /** Along all consents, if the import replaces what is there; else along none. */
  static ArcReader ofConsents(JdbcClient jdbc, long importId, int chunk, BooleanSupplier goOn) {
    return new ArcReader(jdbc, NEXT_CONSENTS, importId, chunk, goOn);
  }

  @Override
  public void open(ExecutionContext context) {
    if (context.containsKey(INSTITUTION)) {
      place = new Arc.Place(context.getInt(INSTITUTION), context.getLong(KEY));
    }
  }

  @Override
  public @Nullable Arc read() {
    if (!goOn.getAsBoolean()) {
      throw new IllegalStateException("the worker stops; the import goes on with another");
    }
    while (true) {
      Optional<Integer> institution = nextInstitution();
      if (institution.isEmpty()) {
        return null;
      }
      if (institution.get() != place.institutionId()) {
        place = new Arc.Place(institution.get(), Long.MIN_VALUE);
      }
      Optional<Arc> arc = nextArc();
      place = arc.map(Arc::next).orElse(new Arc.Place(institution.get() + 1, Long.MIN_VALUE));
      if (arc.isPresent()) {
        return arc.get();
      }
    }
  }

  private Optional<Integer> nextInstitution() {
    return jdbc.sql(NEXT_INSTITUTION)
        .param("import", importId)
        .param("institution", place.institutionId())
        .query(Integer.class)
        .optional();
  }

  private Optional<Arc> nextArc() {
    return jdbc
        .sql(nextArc)
        .param("import", importId)
        .param("institution", place.institutionId())
        .param("key", place.ringKey())
        .param("chunk", chunk)
        .query(
            (row, number) ->
                new Arc(place.institutionId(), row.getLong(1), row.getLong(2), row.getInt(3)))
        .list()
        .stream()
        .filter(arc -> arc.consents() > 0)
        .findFirst();
  }

  @Override
  public void update(ExecutionContext context) {
    context.putInt(INSTITUTION, place.institutionId());
    context.putLong(KEY, place.ringKey());
  }
}
