package io.tidegate.worker.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.embedded.Migration;
import io.tidegate.embedded.PostgresServer;
import io.tidegate.embedded.PostgresSettings;
import io.tidegate.policy.Round;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database is stopped for real while successes wait to be settled, and comes back when the page
 * is long past its end: whoever comes first, its worker or a sweeper, the successes count.
 */
class DatabaseAwayTest {
  private static final PostgresSettings SETTINGS = new PostgresSettings(16, 20, "UTC");
  private static final AtomicLong NANOS = new AtomicLong();

  @Test
  void successesThatWaitedForTheDatabaseAreSettledBeforeAnybodySweepsThem() throws Exception {
    Path folder = Files.createTempDirectory("tidegate-test-away-");
    try {
      PostgresServer server = PostgresServer.start(folder, SETTINGS);
      server.createDatabase("ring");
      Migration.apply(server.owner("ring"));
      PGSimpleDataSource worker = (PGSimpleDataSource) server.owner("ring");
      worker.setOptions("-c role=tidegate_worker");
      try (HikariDataSource pool = new HikariDataSource();
          Sweeper sweeper = new Sweeper(worker, NANOS::get, Duration.ofSeconds(30))) {
        pool.setDataSource(worker);
        pool.setConnectionTimeout(1_000);
        pool.setMaximumPoolSize(2);
        Settlements settlements =
            new Settlements(
                new JdbcTemplate(pool),
                new TransactionTemplate(new JdbcTransactionManager(pool)),
                RingLab.METRICS);
        JdbcClient owner = JdbcClient.create(server.owner("ring"));
        owner.sql("INSERT INTO institution (code, name, zone) VALUES ('A', 'A', 'UTC')").update();
        owner
            .sql(
                "INSERT INTO consent (institution_id, ring_key, user_id, eligible_from)"
                    + " SELECT 1, ring_key(u), u, now() FROM unnest(ARRAY['a', 'b', 'c']) AS u")
            .update();
        Instant first = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        Claim.Granted page =
            RingLab.granted(
                new Claims(new JdbcTemplate(pool), RingLab.METRICS).claim(request(first)));
        assertThat(page.users()).hasSize(3);
        sweeper.sweep(); // connects
        NANOS.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(sweeper.sweep()).isEqualTo(Sweeper.Swept.NOTHING);

        List<Settlement> waiting =
            page.users().stream()
                .limit(2) // the third has no outcome
                .map(
                    user ->
                        new Settlement(
                            page.page(),
                            user,
                            new Outcome.Refreshed(
                                Instant.now().truncatedTo(ChronoUnit.MICROS), false, "x")))
                .toList();
        server.close();
        assertThatThrownBy(() -> settlements.settle(waiting))
            .isInstanceOf(DataAccessException.class);
        assertThat(sweeper.sweep()).isEqualTo(Sweeper.Swept.NOTHING);

        NANOS.addAndGet(Duration.ofSeconds(30).toNanos());
        server = PostgresServer.start(folder, SETTINGS);
        // It was away for so long that the page is past its end.
        JdbcClient.create(server.owner("ring"))
            .sql(
                "UPDATE page SET ends_at = claimed_at + interval '1 us',"
                    + " sweep_at = claimed_at + interval '2 us'")
            .update();
        assertThat(sweeper.sweep()).as("connects anew").isEqualTo(Sweeper.Swept.NOTHING);
        NANOS.addAndGet(Duration.ofMillis(29_999).toNanos());
        assertThat(sweeper.sweep()).as("not whole for 30 s yet").isEqualTo(Sweeper.Swept.NOTHING);

        assertThat(settleUntilItIsBack(settlements, waiting)).isEqualTo(2);
        NANOS.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(sweeper.sweep()).isEqualTo(new Sweeper.Swept(1, 1));
        JdbcClient after = JdbcClient.create(server.owner("ring"));
        assertThat(
                after
                    .sql("SELECT count(*) FROM consent WHERE succeeded_at > '-infinity'")
                    .query(Long.class)
                    .single())
            .isEqualTo(2);
        assertThat(after.sql("SELECT user_id FROM retry").query(String.class).list())
            .containsExactly(page.users().get(2).user());
      } finally {
        server.close();
      }
    } finally {
      delete(folder);
    }
  }

  private static ClaimRequest request(Instant first) {
    Rules rules =
        new Rules(
            first,
            List.of(QuotaCheck.of(RingLab.WEEKLY, first, RingLab.SEOUL)),
            Duration.ofDays(7),
            Round.of(List.of(RingLab.WEEKLY), Duration.ofDays(7), RingLab.SEOUL),
            RingLab.TIMEOUTS,
            3,
            first.minus(Duration.ofDays(183)));
    return new ClaimRequest(new PageKey(1, 0, first), 1, 1, 10, new Claimant(1, 1), rules);
  }

  /** The pool may hold broken connections: each attempt that fails takes one out of it. */
  private static int settleUntilItIsBack(Settlements settlements, List<Settlement> waiting) {
    for (int attempt = 1; ; attempt++) {
      try {
        return settlements.settle(waiting);
      } catch (DataAccessException e) {
        if (attempt == 10) {
          throw e;
        }
      }
    }
  }

  private static void delete(Path folder) throws Exception {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
