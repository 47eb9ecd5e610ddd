package io.tidegate.worker.ring;

import static io.tidegate.worker.ring.RingLab.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.failure.CallFailure;
import io.tidegate.worker.failure.CallFailures;
import io.tidegate.worker.ring.RingLab.Held;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Two sessions that want the same rows wait for each other in no circle. A third session holds what
 * either comes to second, until both wait: so each of them has what it takes first.
 */
class RingLocksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Executor SESSIONS = task -> Thread.ofVirtual().start(task);

  private final RingLab lab = new RingLab();

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void failuresAreKeptInAnyOrderWhileTheirConsentsAreImported() throws Exception {
    List<String> users = RingLab.users(2);
    lab.add(false, users, null);
    CallFailures failures = new CallFailures(new JdbcTemplate(lab.anotherWorker()));
    DataSource importer = lab.anotherWorker();
    CompletableFuture<Void> kept;
    CompletableFuture<Void> imported;
    try (Held holder = new Held(lab.anotherWorker())) {
      holder.lock("consent", users.get(1));
      kept =
          CompletableFuture.runAsync(
              () ->
                  failures.keep(
                      List.of(
                          failure("T1", lab.institution, users.get(1)),
                          failure("T2", lab.institution, users.get(0))),
                      PATIENCE),
              SESSIONS);
      lab.awaitBlockedStatements(1);
      imported =
          CompletableFuture.runAsync(
              () -> lab.add(importer, false, users, lab.now(), null, null), SESSIONS);
      lab.awaitBlockedStatements(2);
    }
    assertThat(kept).succeedsWithin(PATIENCE);
    assertThat(imported).succeedsWithin(PATIENCE);
    assertThat(lab.owner.sql("SELECT count(*) FROM call_failure").query(Long.class).single())
        .isEqualTo(2);
  }

  @Test
  void anImportDoesNotWaitForFailuresThatAreBeingKept() throws Exception {
    lab.bulk("user");
    CallFailures failures = new CallFailures(new JdbcTemplate(lab.worker));
    DataSource importer = lab.anotherWorker();
    new JdbcTemplate(importer).execute("SET lock_timeout = '3s'");
    try (Held _ = new Held(lab.worker)) {
      failures.keep(List.of(failure("T1", lab.institution, "user")));
      lab.add(importer, false, List.of("user"), lab.now(), null, null);
    }
    assertThat(lab.sinceSuccess("user")).isZero();
  }

  @Test
  void failuresAreKeptInAnyOrderWhileTheirUserIsErasedEverywhere() throws Exception {
    int second = lab.newInstitution("SECOND");
    lab.bulk("user");
    lab.owner
        .sql(
            """
            INSERT INTO consent (institution_id, ring_key, user_id, eligible_from)
            VALUES (:i, ring_key('user'), 'user', ring_now())
            """)
        .param("i", second)
        .update();
    CallFailures failures = new CallFailures(new JdbcTemplate(lab.anotherWorker()));
    CompletableFuture<Void> kept;
    CompletableFuture<Integer> erased;
    try (Held holder = new Held(lab.anotherWorker())) {
      holder.lock("consent", second, "user");
      kept =
          CompletableFuture.runAsync(
              () ->
                  failures.keep(
                      List.of(
                          failure("T1", second, "user"), failure("T2", lab.institution, "user")),
                      PATIENCE),
              SESSIONS);
      lab.awaitBlockedStatements(1);
      erased = CompletableFuture.supplyAsync(erasing("user"), SESSIONS);
      lab.awaitBlockedStatements(2);
    }
    assertThat(kept).succeedsWithin(PATIENCE);
    assertThat(erased).succeedsWithin(PATIENCE).isEqualTo(2);
  }

  @Test
  void aUserIsErasedWhileHisPageIsSettled() throws Exception {
    lab.bulk("user");
    Claim.Granted page = lab.claim(1);
    CompletableFuture<Integer> erased;
    CompletableFuture<Integer> settled;
    try (Held holder = new Held(lab.anotherWorker())) {
      holder.lock("consent", "user");
      erased = CompletableFuture.supplyAsync(erasing("user"), SESSIONS);
      lab.awaitBlockedStatements(1);
      settled = CompletableFuture.supplyAsync(settling(refreshed(page)), SESSIONS);
      lab.awaitBlockedStatements(2);
    }
    assertThat(erased).succeedsWithin(PATIENCE).isEqualTo(1);
    assertThat(settled).succeedsWithin(PATIENCE).isEqualTo(0);
    assertThat(
            lab.owner
                .sql("SELECT count(*) FROM page WHERE ended_at IS NULL OR 'user' = ANY (users)")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void aPoisonConsentIsGivenUpWhileAnOlderSuccessOfItComesLate() throws Exception {
    lab.bulk("user");
    Claim.Granted asleep = lab.claim(1);
    lab.pass(Duration.ofSeconds(170));
    assertThat(lab.sweep()).isEqualTo(1);
    lab.attempts = 2;
    assertThat(names(lab.claim(5))).containsExactly("user");
    lab.pass(Duration.ofSeconds(170));
    DataSource sweeper = lab.anotherWorker();
    CompletableFuture<Integer> swept;
    CompletableFuture<Integer> settled;
    try (Held holder = new Held(lab.anotherWorker())) {
      holder.lock("retry", "user");
      swept =
          CompletableFuture.supplyAsync(
              () ->
                  JdbcClient.create(sweeper)
                      .sql("SELECT swept_users FROM ring_sweep(10)")
                      .query(Integer.class)
                      .single(),
              SESSIONS);
      lab.awaitBlockedStatements(1);
      settled = CompletableFuture.supplyAsync(settling(refreshed(asleep)), SESSIONS);
      lab.awaitBlockedStatements(2);
    }
    assertThat(swept).succeedsWithin(PATIENCE).isEqualTo(1);
    assertThat(settled).succeedsWithin(PATIENCE).isEqualTo(1);
    assertThat(lab.queue()).isEmpty();
  }

  @Test
  void aPageIsSweptForGoodBeforeTheNextIsWaitedFor() throws Exception {
    List<String> users = RingLab.users(2);
    lab.add(false, users, null);
    Claim.Granted first = lab.claim(1);
    lab.pass(Duration.ofSeconds(1));
    Claim.Granted second = lab.claim(1);
    lab.pass(Duration.ofSeconds(170));
    CompletableFuture<Sweeper.Swept> swept;
    try (Sweeper sweeper = new Sweeper(lab.anotherWorker(), () -> 0, Duration.ZERO)) {
      try (Held holder = new Held(lab.anotherWorker())) {
        holder.lock("consent", names(second).getFirst());
        swept = CompletableFuture.supplyAsync(sweeper::sweep, SESSIONS);
        lab.awaitBlockedStatements(1);
        assertThat(lab.queue())
            .singleElement()
            .asString()
            .startsWith(names(first).getFirst() + " swept");
      }
      assertThat(swept).succeedsWithin(PATIENCE).isEqualTo(new Sweeper.Swept(2, 2));
    }
  }

  @Test
  void twoWorkersSettleOfWhichEachHasLateWhatTheOtherHasOpen() throws Exception {
    List<String> users = RingLab.users(2);
    lab.add(false, users, null);
    Claim.Granted firstLate = lab.claim(1);
    lab.pass(Duration.ofSeconds(60));
    Claim.Granted secondLate = lab.claim(1);
    lab.pass(Duration.ofSeconds(110));
    assertThat(lab.sweep()).isEqualTo(1);
    Claim.Granted firstOpen = lab.claim(5);
    assertThat(names(firstOpen)).containsExactly(users.get(0));
    lab.pass(Duration.ofSeconds(60));
    assertThat(lab.sweep()).isEqualTo(1);
    Claim.Granted secondOpen = lab.claim(5);
    assertThat(names(secondOpen)).containsExactly(users.get(1));
    CompletableFuture<Integer> one;
    CompletableFuture<Integer> other;
    try (Held holder = new Held(lab.anotherWorker())) {
      holder.lock("consent", users.get(0));
      one = CompletableFuture.supplyAsync(settling(refreshed(firstOpen, secondLate)), SESSIONS);
      lab.awaitBlockedStatements(1);
      other = CompletableFuture.supplyAsync(settling(refreshed(secondOpen, firstLate)), SESSIONS);
      lab.awaitBlockedStatements(2);
    }
    assertThat(one).succeedsWithin(PATIENCE);
    assertThat(other).succeedsWithin(PATIENCE);
    assertThat(one.join() + other.join()).isBetween(2, 4);
    assertThat(lab.queue()).isEmpty();
  }

  private List<Settlement> refreshed(Claim.Granted... pages) {
    Outcome outcome = new Outcome.Refreshed(lab.now(), false, null);
    return Stream.of(pages)
        .flatMap(
            page -> page.users().stream().map(user -> new Settlement(page.page(), user, outcome)))
        .toList();
  }

  /** Settles in a session of its own. */
  private Supplier<Integer> settling(List<Settlement> outcomes) {
    DataSource session = lab.anotherWorker();
    Settlements settlements =
        new Settlements(new JdbcTemplate(session), transactions(session), RingLab.METRICS);
    return () -> settlements.settle(outcomes);
  }

  /** Erases in a session of its own, in one transaction, as the worker does. */
  private Supplier<Integer> erasing(String user) {
    DataSource session = lab.anotherWorker();
    Consents consents = new Consents(JdbcClient.create(session));
    return () -> transactions(session).execute(status -> consents.erase(user));
  }

  private static TransactionTemplate transactions(DataSource session) {
    return new TransactionTemplate(new JdbcTransactionManager(session));
  }

  private CallFailure failure(String transactionId, int institution, String user) {
    return new CallFailure(
        transactionId,
        institution,
        user,
        "accounts",
        null,
        1,
        ResponseClass.TRANSIENT,
        503,
        null,
        lab.now(),
        Duration.ofMillis(30),
        1);
  }
}
