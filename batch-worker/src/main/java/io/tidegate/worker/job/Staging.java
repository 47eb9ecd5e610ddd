package io.tidegate.worker.job;

import io.tidegate.worker.ring.RingKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts the rows of one file aside by COPY, in batches: a slow sender never holds a transaction
 * open.
 */
final class Staging implements Consumer<Row> {
  private static final int BATCH = 20_000;

  private static final String COPY_ROWS =
      """
      COPY import_row (import_id, line, institution_id, ring_key, user_id, cycle_seconds,
                       last_refreshed_at, expires_at, state, last_access_at, token) FROM STDIN\
      """;

  private static final String COPY_REJECTIONS =
      "COPY import_rejection (import_id, line, reason, user_id) FROM STDIN";

  private static final String COUNT =
      """
      UPDATE import_file SET rows = rows + ?, rejected = rejected + ?
      WHERE id = ? AND owner = ? AND state = 'receiving'
      """;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;
  private final long importId;
  private final long owner;
  private final StringBuilder good = new StringBuilder();
  private final StringBuilder bad = new StringBuilder();
  private int goodRows;
  private int badRows;

  Staging(JdbcTemplate jdbc, TransactionTemplate transactions, long importId, long owner) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.importId = importId;
    this.owner = owner;
  }

  @Override
  public void accept(Row row) {
    switch (row) {
      case Row.Good(Candidate candidate) -> {
        append(candidate);
        goodRows++;
      }
      case Row.Rejected rejected -> {
        append(rejected);
        badRows++;
      }
    }
    if (goodRows + badRows >= BATCH) {
      flush();
    }
  }

  /** Writes what is left. */
  void flush() {
    transactions.executeWithoutResult(
        status -> {
          if (jdbc.update(COUNT, goodRows + badRows, badRows, importId, owner) == 0) {
            throw new NotTheOwnerException(importId, owner);
          }
          jdbc.execute(
              (Connection connection) -> {
                copy(connection, COPY_ROWS, good);
                copy(connection, COPY_REJECTIONS, bad);
                return null;
              });
        });
    good.setLength(0);
    bad.setLength(0);
    goodRows = 0;
    badRows = 0;
  }

  private static void copy(Connection connection, String into, StringBuilder rows)
      throws SQLException {
    if (!rows.isEmpty()) {
      var bytes = new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8));
      try {
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn(into, bytes);
      } catch (IOException e) {
        throw new DataAccessResourceFailureException("the connection broke in COPY", e);
      }
    }
  }

  private void append(Candidate row) {
    good.append(importId).append('\t').append(row.line());
    good.append('\t').append(row.institutionId());
    good.append('\t').append(RingKey.of(row.user()));
    field(good, row.user());
    field(good, row.cycle() == null ? null : row.cycle().toSeconds());
    field(good, row.lastRefreshedAt());
    field(good, row.expiresAt());
    field(good, row.state());
    field(good, row.lastAccessAt());
    field(good, row.token());
    good.append('\n');
  }

  private void append(Row.Rejected row) {
    bad.append(importId).append('\t').append(row.line());
    field(bad, row.reasons());
    field(bad, row.user());
    bad.append('\n');
  }

  /**
   * In COPY's text format: a backslash escapes; the reasons and users hold no control characters.
   */
  private static void field(StringBuilder rows, @Nullable Object value) {
    rows.append('\t');
    if (value == null) {
      rows.append("\\N");
      return;
    }
    String text = value.toString();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        rows.append('\\');
      }
      rows.append(c);
    }
  }
}
