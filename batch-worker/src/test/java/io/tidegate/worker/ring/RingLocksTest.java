package io.tidegate.worker.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.failure.CallFailure;
import io.tidegate.worker.failure.CallFailures;
import io.tidegate.worker.ring.RingLab.Held;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

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
                          failure("T2", lab.institution, users.get(0)))),
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
