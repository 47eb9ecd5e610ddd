package io.tidegate.worker.consent;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.worker.ring.Consents;
import io.tidegate.worker.ring.RingKey;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** What the database knows of single users. */
@Repository
class Users {
  private static final String SHOW =
      """
      SELECT i.code, c.*, ring_now() AS now,
             EXISTS (
               SELECT FROM consent_token AS t
               WHERE t.institution_id = c.institution_id AND t.ring_key = c.ring_key
                 AND t.user_id = c.user_id) AS has_token,
             r.kind AS retry_kind, r.due_at AS retry_due, r.attempts AS retry_attempts,
             r.page_first AS retry_page,
             (SELECT max(p.first_instant) FROM page AS p
              WHERE p.institution_id = c.institution_id AND p.ended_at IS NULL
                AND c.user_id = ANY (p.users)) AS page_first,
             l.round_began_at, ring_passed(l, c.ring_key, c.user_id) AS passed,
             array_prepend(c.counted_at, c.counted_earlier) AS counted,
             (SELECT source FROM policy_version AS v
              WHERE v.institution_id = c.institution_id AND effective_from <= ring_now()
              ORDER BY version DESC LIMIT 1) AS policy
      FROM consent AS c
      JOIN institution AS i ON i.id = c.institution_id
      LEFT JOIN retry AS r
        ON r.institution_id = c.institution_id AND r.ring_key = c.ring_key AND r.user_id = c.user_id
      LEFT JOIN lane AS l
        ON l.institution_id = c.institution_id AND c.ring_key BETWEEN l.arc_first AND l.arc_last
      WHERE c.institution_id = :institution AND c.ring_key = :key AND c.user_id = :user
      """;

  private static final String FAILURES =
      """
      SELECT * FROM call_failure
      WHERE user_id = :user AND institution_id = :institution
      ORDER BY started_at DESC LIMIT 10
      """;

  // Whose refresh has no outcome yet: a worker may still be at it until the page is swept.
  private static final String UNDER_WAY =
      """
      SELECT max(p.sweep_at) FROM page AS p
      WHERE p.ended_at IS NULL AND :user = ANY (p.users)
        AND get_bit(p.settled, array_position(p.users, :user) - 1) = 0
      """;

  // After the rings, as all lock consents before their tokens: who brings one holds its consent.
  private static final String FORGET_TOKENS =
      "DELETE FROM consent_token WHERE ring_key = :key AND user_id = :user"
          + " AND institution_id IN (SELECT id FROM institution)";

  // Wherever else a user's name may stand apart from the rings.
  private static final List<String> FORGET =
      List.of(
          "DELETE FROM call_failure WHERE user_id = :user",
          "DELETE FROM trial WHERE user_id = :user",
          "DELETE FROM import_row WHERE user_id = :user",
          "DELETE FROM import_candidate WHERE user_id = :user AND ring_key = :key",
          "DELETE FROM import_rejection WHERE user_id = :user");

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Consents consents;

  Users(JdbcClient jdbc, TransactionTemplate transactions, Consents consents) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.consents = consents;
  }

  /** The user's consents, by institution; none when the user is not known. */
  List<ConsentView> show(String user) {
    return consents.institutionsOf(user).stream().map(id -> show(id, user)).toList();
  }

  private ConsentView show(int institution, String user) {
    List<ConsentView.FailedCall> failures =
        jdbc.sql(FAILURES)
            .param("user", user)
            .param("institution", institution)
            .query((row, number) -> failure(row))
            .list();
    return jdbc.sql(SHOW)
        .param("institution", institution)
        .param("key", RingKey.of(user))
        .param("user", user)
        .query((row, number) -> view(row, failures))
        .single();
  }

  /**
   * What became of an erased user.
   *
   * @param consents how many there were
   * @param underWayUntil until when the answers of a refresh that a worker is at may still come;
   *     null when there is none
   */
  record Erased(int consents, @Nullable Instant underWayUntil) {}

  /** Removes the user everywhere. */
  Erased erase(String user) {
    return transactions.execute(
        status -> {
          Instant underWayUntil = underWay(user);
          int erased = consents.erase(user);
          forget(FORGET_TOKENS, user);
          FORGET.forEach(forget -> forget(forget, user));
          return new Erased(erased, underWayUntil);
        });
  }

  private void forget(String sql, String user) {
    jdbc.sql(sql).param("user", user).param("key", RingKey.of(user)).update();
  }

  private @Nullable Instant underWay(String user) {
    return jdbc.sql(UNDER_WAY)
        .param("user", user)
        .query((row, number) -> Optional.ofNullable(instant(row, "max")))
        .single()
        .orElse(null);
  }

  private static ConsentView view(ResultSet row, List<ConsentView.FailedCall> failures)
      throws SQLException {
    Instant now = row.getObject("now", OffsetDateTime.class).toInstant();
    Instant endedAt = instant(row, "ended_at");
    Instant expiresAt = instant(row, "expires_at");
    Instant givenUpUntil = instant(row, "given_up_until");
    boolean ended = endedAt != null;
    boolean expired = expiresAt != null && !expiresAt.isAfter(now);
    return new ConsentView(
        row.getString("code"),
        ended ? "ended" : expired ? "expired" : "active",
        row.getString("end_reason"),
        endedAt,
        row.getObject("eligible_from", OffsetDateTime.class).toInstant(),
        expiresAt,
        instant(row, "last_access_at"),
        row.getObject("cycle_seconds", Integer.class),
        row.getBoolean("has_token"),
        instant(row, "succeeded_at"),
        row.getString("outcome"),
        givenUpUntil != null && givenUpUntil.isAfter(now) ? givenUpUntil : null,
        ended || expired ? "none: the consent is over" : nextTurn(row, now, givenUpUntil),
        failures);
  }

  private static String nextTurn(ResultSet row, Instant now, @Nullable Instant givenUpUntil)
      throws SQLException {
    Instant page = instant(row, "page_first");
    Instant due = instant(row, "retry_due");
    if (page != null) {
      return "now: in the page of " + page;
    }
    if (due != null) {
      return "in the retry queue (%s, %d attempts so far), due %s"
          .formatted(
              row.getString("retry_kind"),
              row.getInt("retry_attempts"),
              due.isAfter(now) ? "at " + seconds(due) : "now");
    }
    if (givenUpUntil != null && givenUpUntil.isAfter(now)) {
      return "in the first round after " + seconds(givenUpUntil);
    }
    return new NextTurn(
            instant(row, "round_began_at"),
            row.getBoolean("passed"),
            instants(row, "counted"),
            instants(row, "starts"))
        .words(policy(row), now);
  }

  private static @Nullable Policy policy(ResultSet row) throws SQLException {
    String code = row.getString("code");
    String source = row.getString("policy");
    return source == null
        ? null
        : PolicyReader.parse(code + ".yaml", source).policy(code).orElse(null);
  }

  private static List<Instant> instants(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null
        ? List.of()
        : Arrays.stream((Timestamp[]) array.getArray()).map(Timestamp::toInstant).toList();
  }

  private static ConsentView.FailedCall failure(ResultSet row) throws SQLException {
    return new ConsentView.FailedCall(
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        row.getString("call"),
        row.getString("object"),
        row.getInt("page"),
        row.getString("response_class"),
        row.getObject("status", Integer.class),
        row.getString("code"),
        row.getLong("duration_us"),
        row.getString("transaction_id"));
  }

  /** Null where there is none, or it stands for never. */
  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime instant = row.getObject(column, OffsetDateTime.class);
    return instant == null
            || instant.equals(OffsetDateTime.MAX)
            || instant.equals(OffsetDateTime.MIN)
        ? null
        : instant.toInstant();
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
