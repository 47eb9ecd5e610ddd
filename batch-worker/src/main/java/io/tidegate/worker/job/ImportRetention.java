package io.tidegate.worker.job;

import io.tidegate.worker.Batches;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Forgets imports that ended long ago: their rejected rows, their job, and that there was a file.
 */
@Component
public class ImportRetention {
  private static final String OLD =
      """
      SELECT id FROM import_file
      WHERE state IN ('done', 'refused', 'failed') AND finished_at < :before
      ORDER BY id
      """;

  private static final String REJECTIONS =
      """
      DELETE FROM import_rejection
      WHERE import_id = :import
        AND line IN (
          SELECT line FROM import_rejection WHERE import_id = :import ORDER BY line LIMIT :most)
      """;

  private final JdbcClient jdbc;
  private final Imports imports;
  private final JobRepository jobs;

  ImportRetention(JdbcClient jdbc, Imports imports, JobRepository jobs) {
    this.jdbc = jdbc;
    this.imports = imports;
    this.jobs = jobs;
  }

  /** Forgets those that ended before an instant; answers how many rows of ours there were. */
  public int forget(Instant before, Batches batches) {
    List<Long> old =
        jdbc.sql(OLD)
            .param("before", before.atOffset(ZoneOffset.UTC))
            .query((row, number) -> row.getLong(1))
            .list();
    return old.stream().mapToInt(id -> forget(id, batches)).sum();
  }

  private int forget(long id, Batches batches) {
    int rejections =
        batches.all(most -> jdbc.sql(REJECTIONS).param("import", id).param("most", most).update());
    imports.forget(id); // a safeguard: they went when the import ended
    JobInstance job = jobs.getJobInstance(ImportJob.NAME, ImportJob.parameters(id));
    if (job != null) {
      jobs.deleteJobInstance(job);
    }
    return rejections + jdbc.sql("DELETE FROM import_file WHERE id = :id").param("id", id).update();
  }
}
