package io.tidegate.worker.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.policy.Quota;
import io.tidegate.policy.ResponseClass;
import io.tidegate.policy.Round;
import io.tidegate.policy.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A ring in a real database whose clock stands until it is told to go on. */
final class RingLab implements AutoCloseable {
  static final RingMetrics METRICS = new RingMetrics(new SimpleMeterRegistry());

  static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  /** A Wednesday noon, in Seoul. */
  static final Instant START = Instant.parse("2026-11-18T03:00:00Z");

  static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMinutes(2));

  static final Quota WEEKLY =
      new Quota(
          Quota.Scope.CALL,
          1,
          new Quota.Per.CalendarWeek(DayOfWeek.SUNDAY),
          Quota.Counts.SUCCESSES);

  static final Quota FOUR_A_DAY =
      new Quota(
          Quota.Scope.OBJECT, 4, new Quota.Per.Rolling(Duration.ofDays(1)), Quota.Counts.STARTS);

  final TestDatabase database = TestServers.database();
  final JdbcClient owner = JdbcClient.create(single(database.owner()));
  final DataSource worker = single(database.as("tidegate_worker"));
  final Claims claims = new Claims(new JdbcTemplate(worker), METRICS);
  final Settlements settlements =
      new Settlements(
          new JdbcTemplate(worker),
          new TransactionTemplate(new JdbcTransactionManager(worker)),
          METRICS);
  final Consents consents = new Consents(JdbcClient.create(worker));
  final int institution;
  List<Quota> quotas = List.of(WEEKLY);
  Duration cycle = Duration.ofDays(7);
  int attempts = 3;
  private Instant now = START;
  private final AtomicLong numbers = new AtomicLong();

  RingLab() {
    owner
        .sql("CREATE TABLE test_clock AS SELECT :now::timestamptz AS now")
        .param("now", utc(now))
        .update();
    owner
        .sql(
            "CREATE OR REPLACE FUNCTION ring_now() RETURNS timestamptz LANGUAGE sql VOLATILE"
                + " RETURN (SELECT now FROM test_clock)")
        .update();
    institution = newInstitution("LAB");
  }

  /** Adds the functions that count a day ledger's terms by a route of the tests' own. */
  void addObligations() {
    try (InputStream script = RingLab.class.getResourceAsStream("obligations.sql")) {
      new JdbcTemplate(database.owner())
          .execute(
              new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int newInstitution(String code) {
    return owner
        .sql(
            "INSERT INTO institution (code, name, zone) VALUES (:code, :code, 'Asia/Seoul')"
                + " RETURNING id")
        .param("code", code)
        .query(Integer.class)
        .single();
  }

  private static SingleConnectionDataSource single(DataSource source) {
    try {
      return new SingleConnectionDataSource(source.getConnection(), true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another session of a worker. */
  DataSource anotherWorker() {
    return single(database.as("tidegate_worker"));
  }

  Instant now() {
    return now;
  }

  void at(Instant instant) {
    now = instant;
    owner.sql("UPDATE test_clock SET now = :now").param("now", utc(now)).update();
  }

  void pass(Duration time) {
    at(now.plus(time));
  }

  Rules rules(Instant asOf) {
    return new Rules(
        asOf,
        quotas.stream().map(quota -> QuotaCheck.of(quota, asOf, SEOUL)).toList(),
        cycle,
        Round.of(quotas, cycle, SEOUL),
        TIMEOUTS,
        attempts,
        asOf.minus(Duration.ofDays(183)));
  }

  ClaimRequest request(int lane, int lanes, Instant first, int users, long registration) {
    return new ClaimRequest(
        new PageKey(institution, lane, first),
        lanes,
        1,
        users,
        new Claimant(registration, numbers.incrementAndGet()),
        rules(first));
  }

  /** Claims the next second of lane 0 of 1, and lets that second come. */
  Claim.Granted claim(int users) {
    return claim(0, 1, users);
  }

  Claim.Granted claim(int lane, int lanes, int users) {
    pass(Duration.ofSeconds(1));
    return granted(claims.claim(request(lane, lanes, now.plusSeconds(1), users, 1)));
  }

  static Claim.Granted granted(Claim claim) {
    if (claim instanceof Claim.Granted granted) {
      return granted;
    }
    throw new AssertionError("not granted: " + claim);
  }

  static List<String> names(Claim.Granted claim) {
    return claim.users().stream().map(ClaimedUser::user).toList();
  }

  int refreshed(Claim.Granted claim, String... only) {
    return settle(
        claim, new Outcome.Refreshed(now, false, null), only.length == 0 ? null : List.of(only));
  }

  int settle(Claim.Granted claim, Outcome outcome, @Nullable List<String> only) {
    return settlements.settle(
        claim.users().stream()
            .filter(user -> only == null || only.contains(user.user()))
            .map(user -> new Settlement(claim.page(), user, outcome))
            .toList());
  }

  Outcome failed() {
    return new Outcome.Failed(
        now, ResponseClass.TRANSIENT, Outcome.Made.STARTS, now.plusSeconds(60), null);
  }

  /** Brings users in, as from a file. */
  void bulk(String... users) {
    add(false, List.of(users), null);
  }

  void single(String user) {
    add(true, List.of(user), null);
  }

  void add(boolean single, List<String> users, @Nullable Instant refreshed) {
    add(worker, single, users, refreshed, null, null);
  }

  void add(
      DataSource by,
      boolean single,
      List<String> users,
      @Nullable Instant refreshed,
      @Nullable Duration ownCycle,
      @Nullable String state) {
    List<String> sorted = inRingOrder(users);
    int n = sorted.size();
    new JdbcTemplate(by)
        .query(
            connection -> {
              var statement =
                  connection.prepareStatement(
                      "SELECT * FROM ring_import(?, ?, ?, ?, ?, ?, ?, ?, ?)");
              statement.setInt(1, institution);
              statement.setObject(2, sorted.stream().mapToLong(RingKey::of).toArray());
              statement.setArray(3, connection.createArrayOf("text", sorted.toArray()));
              Integer seconds = ownCycle == null ? null : (int) ownCycle.toSeconds();
              statement.setArray(4, filled(connection, "int4", n, seconds));
              statement.setArray(5, filled(connection, "timestamptz", n, utc(refreshed)));
              statement.setArray(6, filled(connection, "timestamptz", n, null));
              statement.setArray(7, filled(connection, "text", n, state));
              statement.setArray(8, filled(connection, "timestamptz", n, null));
              statement.setBoolean(9, single);
              return statement;
            },
            row -> {});
  }

  private static Array filled(Connection connection, String type, int n, @Nullable Object value)
      throws SQLException {
    @Nullable Object[] values = new @Nullable Object[n];
    Arrays.fill(values, value);
    return connection.createArrayOf(type, values);
  }

  static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  static List<String> users(int n) {
    return inRingOrder(IntStream.range(0, n).mapToObj(i -> "user-" + i).toList());
  }

  static List<String> inRingOrder(List<String> users) {
    return users.stream()
        .sorted(Comparator.comparingLong(RingKey::of).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** The retry queue: user, kind, attempts, seconds until due, progress; in ring order. */
  List<String> queue() {
    return owner
        .sql(
            """
            SELECT user_id || ' ' || kind || ' ' || attempts || ' '
              || extract(epoch FROM due_at - ring_now())::bigint
              || coalesce(' ' || progress, '') || CASE WHEN page_first IS NULL THEN '' ELSE ' in page' END
            FROM retry ORDER BY ring_key, user_id
            """)
        .query((row, number) -> row.getString(1))
        .list();
  }

  /** Seconds since a user's last success; null if there is none. */
  @Nullable Long sinceSuccess(String user) {
    return owner
        .sql(
            """
            SELECT CASE WHEN succeeded_at > '-infinity'
                        THEN extract(epoch FROM ring_now() - succeeded_at)::bigint END
            FROM consent WHERE ring_key = :key AND user_id = :user
            """)
        .param("key", RingKey.of(user), Types.BIGINT)
        .param("user", user)
        .query((row, number) -> row.getObject(1) == null ? "" : row.getString(1))
        .optional()
        .filter(text -> !text.isEmpty())
        .map(Long::valueOf)
        .orElse(null);
  }

  /** Holds a session's transaction open until it is closed. */
  record Held(Connection connection) implements AutoCloseable {
    Held(DataSource source) throws SQLException {
      this(source.getConnection());
      connection.setAutoCommit(false);
    }

    /** Locks the rows that a table has of a user. */
    void lock(String table, String user) throws SQLException {
      lock(table, "user_id = ?", user);
    }

    void lock(String table, int institution, String user) throws SQLException {
      lock(table, "institution_id = " + institution + " AND user_id = ?", user);
    }

    private void lock(String table, String which, String user) throws SQLException {
      try (PreparedStatement lock =
          connection.prepareStatement("SELECT FROM " + table + " WHERE " + which + " FOR UPDATE")) {
        lock.setString(1, user);
        lock.execute();
      }
    }

    @Override
    public void close() throws SQLException {
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /** Waits for the fact that so many statements of this database wait for locks. */
  void awaitBlockedStatements(int count) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (owner
            .sql(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """)
            .query(Long.class)
            .single()
        < count) {
      assertThat(System.nanoTime()).as("%d statements should wait by now", count).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  int sweep() {
    return owner.sql("SELECT swept_users FROM ring_sweep(1000)").query(Integer.class).single();
  }

  @Override
  public void close() {
    ((SingleConnectionDataSource) worker).destroy();
    database.close();
  }
}
