package io.tidegate.scheduler;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes old rows in small transactions, so that nobody waits for long and no old snapshot stays
 * open.
 */
public final class OldRows {
  /** The most rows of a transaction. */
  static final int BATCH = 5_000;

  private OldRows() {}

  /**
   * Deletes a table's rows below a bound. Must not be called in a transaction.
   *
   * @param column that the rows' age is told by, with an index of its own if the table is large
   * @param before rows below this go: an {@code OffsetDateTime} or {@code LocalDate}
   * @return how many rows went
   */
  public static int delete(JdbcClient sql, String table, String column, Object before) {
    String delete =
        """
        DELETE FROM %1$s
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$s < :before ORDER BY %2$s LIMIT :most))
        """
            .formatted(table, column);
    int sum = 0;
    int found = BATCH;
    while (found == BATCH && !Thread.currentThread().isInterrupted()) {
      found = sql.sql(delete).param("before", before).param("most", BATCH).update();
      sum += found;
    }
    return sum;
  }
}
