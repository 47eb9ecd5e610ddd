package io.tidegate.worker.ring;

import io.tidegate.policy.Round;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Claims pages: one function of the database, one short transaction, one round trip. */
@Repository
public class Claims {
  private static final String CLAIM =
      """
      SELECT * FROM ring_claim(
        p_institution => ?, p_lane => ?, p_lanes => ?, p_first => ?, p_span_seconds => ?,
        p_users => ?, p_registration => ?, p_number => ?,
        p_round_begins => ?, p_round_ends => ?, p_round_length => ?::interval, p_next_turn => ?,
        p_cycle => ?::interval, p_round => ?::interval, p_accessed_since => ?,
        p_refresh => ?::interval, p_response => ?::interval, p_attempts => ?,
        p_keep_counted => ?, p_keep_starts => ?, p_keep_succeeded => ?,
        p_simple => ?, p_early => ?,
        q_since => ?, q_times => ?, q_starts => ?, q_free_at => ?)
      """;

  private final JdbcTemplate jdbc;
  private final RingMetrics metrics;

  Claims(JdbcTemplate jdbc, RingMetrics metrics) {
    this.jdbc = jdbc;
    this.metrics = metrics;
  }

  /**
   * Claims a page. Must not be called in a transaction.
   *
   * @throws org.springframework.dao.DataAccessException when the database refuses or is away. The
   *     claim may have been made all the same: repeated with the same claimant, it gets its page
   */
  public Claim claim(ClaimRequest request) {
    ConnectionCallback<Claim> claim =
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            bind(connection, statement, request);
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return ClaimRow.read(request, row);
            }
          }
        };
    long before = System.nanoTime();
    try {
      Claim answer = jdbc.execute(claim);
      if (answer == null) {
        throw new IllegalStateException("a claim has an answer, but there is none");
      }
      metrics.claimed(answer, Duration.ofNanos(System.nanoTime() - before));
      return answer;
    } catch (DataAccessException e) {
      metrics.claimFailed(Duration.ofNanos(System.nanoTime() - before));
      throw e;
    }
  }

  private static void bind(Connection connection, PreparedStatement statement, ClaimRequest request)
      throws SQLException {
    Rules rules = request.rules();
    @Nullable Instant begins = null;
    @Nullable Instant ends = null;
    @Nullable String length = null;
    switch (rules.round()) {
      case Round.PerPeriod period -> {
        begins = period.begin(rules.asOf());
        ends = period.end(rules.asOf());
      }
      case Round.Rolling rolling -> length = rolling.length().toString();
    }
    int i = 0;
    statement.setInt(++i, request.page().institutionId());
    statement.setInt(++i, request.page().lane());
    statement.setInt(++i, request.lanes());
    statement.setObject(++i, utc(rules.asOf()));
    statement.setInt(++i, request.spanSeconds());
    statement.setInt(++i, request.users());
    statement.setLong(++i, request.claimant().registration());
    statement.setLong(++i, request.claimant().number());
    statement.setObject(++i, utc(begins));
    statement.setObject(++i, utc(ends));
    statement.setString(++i, length);
    statement.setObject(++i, utc(rules.nextTurn()));
    statement.setString(++i, rules.cycle().toString());
    statement.setString(++i, rules.round().nominal().toString());
    statement.setObject(++i, utc(rules.accessedSince()));
    statement.setString(++i, rules.timeouts().refresh().toString());
    statement.setString(++i, rules.timeouts().response().toString());
    statement.setInt(++i, rules.attempts());
    statement.setInt(++i, rules.keepCounted());
    statement.setInt(++i, rules.keepStarts());
    statement.setInt(++i, rules.keepSucceeded());
    statement.setBoolean(++i, rules.areSimple());
    statement.setBoolean(++i, rules.canBeFreeEarly());
    List<QuotaCheck> quotas = rules.quotas();
    statement.setArray(++i, array(connection, "timestamptz", quotas, q -> utc(q.since())));
    statement.setArray(++i, array(connection, "int4", quotas, QuotaCheck::times));
    statement.setArray(
        ++i, array(connection, "bool", quotas, q -> q.counts() == QuotaCheck.Counts.STARTS));
    statement.setArray(++i, array(connection, "timestamptz", quotas, q -> utc(q.freeAt())));
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static Array array(
      Connection connection,
      String type,
      List<QuotaCheck> quotas,
      Function<QuotaCheck, @Nullable Object> field)
      throws SQLException {
    return connection.createArrayOf(type, quotas.stream().map(field).toArray());
  }
}
