package io.tidegate.worker.trial;

import io.tidegate.worker.Batches;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Forgets old trials. */
@Repository
public class TrialRetention {
  private static final String FORGET =
      """
      DELETE FROM trial
      WHERE id IN (SELECT id FROM trial WHERE asked_at < :before ORDER BY id LIMIT :most)
      """;

  private final JdbcClient jdbc;

  TrialRetention(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Forgets those asked for before an instant, with their calls; answers how many there were. */
  public int forget(Instant before, Batches batches) {
    return batches.all(
        most ->
            jdbc.sql(FORGET)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .update());
  }
}
