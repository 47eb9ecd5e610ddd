package io.tidegate.worker.trial;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.worker.ring.Consents;
import io.tidegate.worker.ring.Retry;
import io.tidegate.worker.ring.RingKey;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** Asks for trials, and reads what came of them. */
@Repository
class Trials {
  private static final String CONSENT =
      """
      SELECT i.id, ring_now() AS now, s.blocked_until, s.reason AS blocked_reason,
             (SELECT source FROM policy_version AS v
              WHERE v.institution_id = i.id AND effective_from <= ring_now()
              ORDER BY version DESC LIMIT 1) AS policy,
             c.user_id IS NOT NULL AS known, c.ended_at <= ring_now() AS ended, c.end_reason,
             c.expires_at <= ring_now() AS expired, c.given_up_until > ring_now() AS given_up,
             c.given_up_until, array_prepend(c.counted_at, c.counted_earlier) AS counted, c.starts
      FROM institution AS i
      LEFT JOIN institution_state AS s ON s.institution_id = i.id
      LEFT JOIN consent AS c
        ON c.institution_id = i.id AND c.ring_key = :key AND c.user_id = :user
      WHERE i.code = :code AND i.removed_at IS NULL
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Consents consents;

  Trials(JdbcClient jdbc, TransactionTemplate transactions, Consents consents) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.consents = consents;
  }

  /** An institution or consent that is not there. */
  static final class Unknown extends RuntimeException {
    Unknown(String sentence) {
      super(sentence);
    }
  }

  /** A trial that cannot be made now; the sentence says until when. */
  static final class Refused extends RuntimeException {
    Refused(String sentence) {
      super(sentence);
    }
  }

  private record Known(int institution, Instant now, String policy, Standing standing) {}

  private record Standing(Optional<String> bar, List<Instant> successes, List<Instant> starts) {}

  /**
   * Puts one refresh of the user before the next in the queue.
   *
   * @throws Unknown when there is no such institution or consent
   * @throws Refused when the institution must not be called for it now
   */
  long ask(String code, String user) {
    Known known =
        jdbc.sql(CONSENT)
            .param("code", code)
            .param("user", user)
            .param("key", RingKey.of(user))
            .query((row, number) -> known(row, code, user))
            .optional()
            .orElseThrow(() -> new Unknown("there is no institution " + code));
    Policy policy =
        PolicyReader.parse(code + ".yaml", known.policy())
            .policy(code)
            .orElseThrow(() -> new Refused(code + "'s policy cannot be read by this worker"));
    known
        .standing()
        .bar()
        .or(() -> NotNow.window(policy, known.now()))
        .or(
            () ->
                NotNow.quota(
                    policy, known.now(), known.standing().successes(), known.standing().starts()))
        .ifPresent(
            reason -> {
              throw new Refused(code + " may not be called now: " + reason);
            });
    return transactions.execute(status -> demand(known.institution(), user));
  }

  private long demand(int institution, String user) {
    long trial =
        jdbc.sql(
                """
                INSERT INTO trial (institution_id, user_id) VALUES (:institution, :user)
                RETURNING id
                """)
            .param("institution", institution)
            .param("user", user)
            .query(Long.class)
            .single();
    if (!consents.demand(institution, user, Retry.Kind.TRIAL, trial)) {
      throw new Refused("the user's refresh is under way already; try again in a minute");
    }
    return trial;
  }

  private static Known known(ResultSet row, String code, String user) throws SQLException {
    if (!row.getBoolean("known")) {
      throw new Unknown("there is no consent of user " + user + " at " + code);
    }
    String policy = row.getString("policy");
    if (policy == null) {
      throw new Refused(code + " has no policy in force yet");
    }
    Instant now = row.getObject("now", OffsetDateTime.class).toInstant();
    return new Known(
        row.getInt("id"),
        now,
        policy,
        new Standing(bar(row, now), instants(row, "counted"), instants(row, "starts")));
  }

  private static Optional<String> bar(ResultSet row, Instant now) throws SQLException {
    if (row.getBoolean("ended")) {
      return Optional.of("the consent has ended (" + row.getString("end_reason") + ")");
    }
    if (row.getBoolean("expired")) {
      return Optional.of("the consent has expired");
    }
    if (row.getBoolean("given_up")) {
      Instant until = row.getObject("given_up_until", OffsetDateTime.class).toInstant();
      return Optional.of("the consent is given up until " + until);
    }
    OffsetDateTime blocked = row.getObject("blocked_until", OffsetDateTime.class);
    return blocked != null && blocked.toInstant().isAfter(now)
        ? Optional.of(
            "it is blocked until "
                + blocked.toInstant()
                + " ("
                + row.getString("blocked_reason")
                + ")")
        : Optional.empty();
  }

  private static List<Instant> instants(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null
        ? List.of()
        : Arrays.stream((Timestamp[]) array.getArray()).map(Timestamp::toInstant).toList();
  }

  /**
   * A trial and its calls.
   *
   * @param after the calls up to this one are left out; 0 for none
   */
  Optional<TrialView> find(long id, int after) {
    // The trial first: when it is over, its calls are there.
    Optional<TrialView> trial =
        jdbc.sql(
                """
                SELECT trial.*, code FROM trial JOIN institution ON institution.id = institution_id
                WHERE trial.id = :id
                """)
            .param("id", id)
            .query((row, number) -> view(row))
            .optional();
    return trial.map(view -> view.with(calls(id, after)));
  }

  private List<TrialView.Call> calls(long id, int after) {
    return jdbc.sql(
            """
            SELECT * FROM trial_call WHERE trial_id = :id AND sequence > :after ORDER BY sequence
            """)
        .param("id", id)
        .param("after", after)
        .query((row, number) -> call(row))
        .list();
  }

  private static TrialView view(ResultSet row) throws SQLException {
    return new TrialView(
        row.getLong("id"),
        row.getString("code"),
        row.getString("user_id"),
        row.getObject("asked_at", OffsetDateTime.class).toInstant(),
        instant(row, "finished_at"),
        row.getString("outcome"),
        List.of());
  }

  private static TrialView.Call call(ResultSet row) throws SQLException {
    return new TrialView.Call(
        row.getInt("sequence"),
        row.getString("transaction_id"),
        row.getString("call"),
        row.getString("object"),
        row.getInt("page"),
        row.getString("request"),
        row.getObject("status", Integer.class),
        row.getString("code"),
        row.getString("response_class"),
        row.getString("answer"),
        row.getLong("answer_bytes"),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        row.getLong("duration_us"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime instant = row.getObject(column, OffsetDateTime.class);
    return instant == null ? null : instant.toInstant();
  }
}
