package io.tidegate.worker.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts the rows of an import into the ring's order, each consent once: the first row of a consent
 * counts, the others are rejected.
 */
final class OrderRows implements Tasklet {
  // One statement for the whole file: far above what the pool allows its other statements.
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final String ORDER =
      """
      WITH ordered AS (
        SELECT *, first_value(line) OVER same AS first_line
        FROM import_row
        WHERE import_id = :import
        WINDOW same AS (PARTITION BY institution_id, ring_key, user_id ORDER BY line)
      ), twice AS (
        INSERT INTO import_rejection (import_id, line, reason, user_id)
        SELECT import_id, line, 'line ' || first_line || ' says the same consent already', user_id
        FROM ordered
        WHERE line <> first_line
        RETURNING 1
      ), candidates AS (
        INSERT INTO import_candidate
          (import_id, institution_id, ring_key, user_id, cycle_seconds, last_refreshed_at, expires_at,
           state, last_access_at, token)
        SELECT import_id, institution_id, ring_key, user_id, cycle_seconds, last_refreshed_at,
               expires_at, state, last_access_at, token
        FROM ordered
        WHERE line = first_line
        ORDER BY institution_id, ring_key, user_id
        RETURNING 1
      )
      UPDATE import_file
      SET candidates = (SELECT count(*) FROM candidates),
          rejected = rejected + (SELECT count(*) FROM twice)
      WHERE id = :import
      """;

  private final Imports imports;
  private final JdbcTemplate template;
  private final JdbcClient jdbc;
  private final long importId;
  private final long owner;

  OrderRows(Imports imports, JdbcTemplate template, long importId, long owner) {
    this.imports = imports;
    this.template = template;
    this.jdbc = JdbcClient.create(template);
    this.importId = importId;
    this.owner = owner;
  }

  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
    imports.fence(importId, owner);
    jdbc.sql("SET LOCAL work_mem = '128MB'").update();
    int before = patience(LONGEST);
    jdbc.sql(ORDER).param("import", importId).update();
    jdbc.sql("DELETE FROM import_row WHERE import_id = :import").param("import", importId).update();
    patience(Duration.ofMillis(before));
    return RepeatStatus.FINISHED;
  }

  /** How long the connection waits for an answer; returns what it was, in ms. */
  private int patience(Duration patience) {
    Integer before =
        template.execute(
            (Connection connection) -> {
              int was = connection.getNetworkTimeout();
              set(connection, patience);
              return was;
            });
    return before == null ? 0 : before;
  }

  private static void set(Connection connection, Duration patience) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
  }
}
