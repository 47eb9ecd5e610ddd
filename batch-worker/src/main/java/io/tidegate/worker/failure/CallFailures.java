package io.tidegate.worker.failure;

import io.tidegate.worker.Batches;
import io.tidegate.worker.ring.RingKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The failures of calls, kept. */
@Repository
public class CallFailures {
  // The consent's row is locked against its deletion: a user who is erased in the midst of a call
  // must not come back by that call's failure. In the order in which all lock consents.
  private static final String KEEP =
      """
      INSERT INTO call_failure
        (transaction_id, institution_id, user_id, call, object, page, response_class, status, code,
         started_at, duration_us, registration)
      SELECT f.*
      FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        AS f (transaction_id, institution_id, user_id, call, object, page, response_class, status,
              code, started_at, duration_us, registration)
      WHERE EXISTS (
        SELECT FROM consent AS c
        WHERE c.institution_id = f.institution_id AND c.ring_key = ring_key(f.user_id)
          AND c.user_id = f.user_id
        FOR KEY SHARE)
      ON CONFLICT (transaction_id) DO NOTHING
      """;

  private static final String FORGET =
      """
      DELETE FROM call_failure
      WHERE transaction_id IN (
        SELECT transaction_id FROM call_failure WHERE started_at < ? ORDER BY started_at LIMIT ?)
      """;

  // Outcomes wait behind this: a consent that somebody holds is tried again later.
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private static final Comparator<CallFailure> RING_ORDER =
      Comparator.comparingInt(CallFailure::institutionId)
          .thenComparingLong(failure -> RingKey.of(failure.user()))
          .thenComparing(CallFailure::user);

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transactions;

  public CallFailures(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.transactions =
        new TransactionTemplate(
            new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
  }

  /**
   * Keeps all of them in one statement; those that are kept already are passed over, and so are
   * those of users who were erased meanwhile.
   *
   * @throws org.springframework.dao.DataAccessException when the database refuses or is away, or
   *     somebody holds a consent for longer than the patience: then none is kept, and they may be
   *     given again
   */
  public void keep(List<CallFailure> failures) {
    keep(failures, PATIENCE);
  }

  /**
   * The same.
   *
   * @param patience how long each lock is waited for
   */
  public void keep(List<CallFailure> failures, Duration patience) {
    if (failures.isEmpty()) {
      return;
    }
    List<CallFailure> sorted = failures.stream().sorted(RING_ORDER).toList();
    transactions.executeWithoutResult(
        status -> {
          jdbc.execute("SET LOCAL lock_timeout = " + patience.toMillis());
          jdbc.execute((Connection connection) -> insert(connection, sorted));
        });
  }

  /** Forgets those that started before an instant; answers how many there were. */
  public int forget(Instant before, Batches batches) {
    return batches.all(most -> jdbc.update(FORGET, before.atOffset(ZoneOffset.UTC), most));
  }

  private static int insert(Connection connection, List<CallFailure> failures) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(KEEP)) {
      insert.setArray(1, array(connection, "text", failures, CallFailure::transactionId));
      insert.setArray(2, array(connection, "int4", failures, CallFailure::institutionId));
      insert.setArray(3, array(connection, "text", failures, CallFailure::user));
      insert.setArray(4, array(connection, "text", failures, CallFailure::call));
      insert.setArray(5, array(connection, "text", failures, CallFailure::object));
      insert.setArray(6, array(connection, "int4", failures, CallFailure::page));
      insert.setArray(7, array(connection, "text", failures, f -> f.responseClass().word()));
      insert.setArray(8, array(connection, "int2", failures, CallFailures::status));
      insert.setArray(9, array(connection, "text", failures, CallFailure::code));
      insert.setArray(
          10,
          array(connection, "timestamptz", failures, f -> f.startedAt().atOffset(ZoneOffset.UTC)));
      insert.setArray(11, array(connection, "int8", failures, f -> f.duration().toNanos() / 1_000));
      insert.setArray(12, array(connection, "int8", failures, CallFailure::registration));
      return insert.executeUpdate();
    }
  }

  private static @Nullable Short status(CallFailure failure) {
    return failure.status() == null ? null : failure.status().shortValue();
  }

  private static Array array(
      Connection connection,
      String type,
      List<CallFailure> failures,
      Function<CallFailure, @Nullable Object> field)
      throws SQLException {
    return connection.createArrayOf(type, failures.stream().map(field).toArray());
  }
}
