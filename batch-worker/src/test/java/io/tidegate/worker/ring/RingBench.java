package io.tidegate.worker.ring;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.policy.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What claim and settle cost PostgreSQL, by hand: not a test. Arguments: rows, users of a page,
 * rounds, lanes. A round claims all rows of the ring, a page ahead of the one that is settled, in
 * turns over the lanes; prints CPU and log per row, how many updates were heap-only, and the time
 * of a claim.
 */
final class RingBench {
  private static double claimSeconds;

  private RingBench() {}

  private record Cost(double cpuSeconds, long walBytes, long updates, long hot) {}

  public static void main(String[] args) throws Exception {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int users = args.length > 1 ? Integer.parseInt(args[1]) : 500;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    int lanes = args.length > 3 ? Integer.parseInt(args[3]) : 4;
    try (TestDatabase database = TestServers.database();
        HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(database.as("tidegate_worker"));
      pool.setMaximumPoolSize(2);
      JdbcClient owner = JdbcClient.create(database.owner());
      load(owner, rows);
      for (int round = 1; round <= rounds; round++) {
        Cost before = cost(owner);
        claimSeconds = 0;
        long[] micros = round(pool, lanes, users, round);
        Cost after = cost(owner);
        double n = rows;
        System.out.printf(
            Locale.ROOT,
            "round %d: %.1f us CPU/row (claim %.1f), %.0f B WAL/row, %.1f%% HOT, claim p50 %d us"
                + " p99 %d us, settle p50 %d us, worker %.1f us CPU/row%n",
            round,
            (after.cpuSeconds - before.cpuSeconds) * 1e6 / n,
            claimSeconds * 1e6 / n,
            (after.walBytes - before.walBytes) / n,
            100.0 * (after.hot - before.hot) / Math.max(1, after.updates - before.updates),
            micros[0],
            micros[1],
            micros[2],
            micros[3] / 1000.0 / n);
      }
    }
  }

  private static void load(JdbcClient owner, int rows) {
    owner.sql("INSERT INTO institution (code, name, zone) VALUES ('B', 'B', 'UTC')").update();
    owner
        .sql(
            """
            INSERT INTO consent (institution_id, ring_key, user_id, eligible_from)
            SELECT 1, ring_key('user-' || i), 'user-' || i, now() FROM generate_series(1, :rows) AS i
            ORDER BY 2
            """)
        .param("rows", rows)
        .update();
    owner.sql("VACUUM ANALYZE consent").update();
    owner.sql("CHECKPOINT").update();
  }

  /**
   * Claims and settles everybody once: median and 99th of claims, median of settles, CPU of ours.
   */
  private static long[] round(HikariDataSource pool, int lanes, int users, int round)
      throws IOException {
    Claims claims = new Claims(new JdbcTemplate(pool), RingLab.METRICS);
    Settlements settlements =
        new Settlements(
            new JdbcTemplate(pool),
            new TransactionTemplate(new JdbcTransactionManager(pool)),
            RingLab.METRICS);
    Instant first =
        Instant.now().plus(Duration.ofDays(1000L * round)).truncatedTo(ChronoUnit.SECONDS);
    List<Long> claimed = new ArrayList<>();
    List<Long> settled = new ArrayList<>();
    Deque<Claim.Granted> open = new ArrayDeque<>();
    var threads = java.lang.management.ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    int over = 0;
    for (int i = 0; over < lanes; i++) {
      Instant span = first.plusSeconds(i / lanes);
      var request =
          new ClaimRequest(
              new PageKey(1, i % lanes, span),
              lanes,
              1,
              users,
              new Claimant(1, i + 1_000_000L * round),
              new Rules(
                  span,
                  List.of(QuotaCheck.of(RingLab.WEEKLY, span, RingLab.SEOUL)),
                  Duration.ofDays(7),
                  Round.of(List.of(RingLab.WEEKLY), Duration.ofDays(7), RingLab.SEOUL),
                  RingLab.TIMEOUTS,
                  3,
                  span.minus(Duration.ofDays(183))));
      double busy = cpuSeconds();
      long begin = System.nanoTime();
      Claim.Granted page = RingLab.granted(claims.claim(request));
      claimed.add((System.nanoTime() - begin) / 1_000);
      claimSeconds += cpuSeconds() - busy;
      over = page.roundOver() ? over + 1 : 0;
      open.add(page);
      if (open.size() > lanes) {
        settled.add(settle(settlements, open.removeFirst()));
      }
    }
    while (!open.isEmpty()) {
      settled.add(settle(settlements, open.removeFirst()));
    }
    claimed.sort(null);
    settled.sort(null);
    return new long[] {
      claimed.get(claimed.size() / 2),
      claimed.get(claimed.size() * 99 / 100),
      settled.get(settled.size() / 2),
      threads.getCurrentThreadCpuTime() - cpu
    };
  }

  private static long settle(Settlements settlements, Claim.Granted page) {
    Instant now = Instant.now();
    List<Settlement> all = new ArrayList<>();
    for (ClaimedUser user : page.users()) {
      all.add(
          new Settlement(
              page.page(),
              user,
              new Outcome.Refreshed(
                  now, false, "accounts=20261121" + (user.place() % 10) + "00000")));
    }
    long begin = System.nanoTime();
    settlements.settle(all);
    return (System.nanoTime() - begin) / 1_000;
  }

  private static Cost cost(JdbcClient owner) throws IOException {
    owner.sql("SELECT pg_stat_force_next_flush()").query((row, n) -> "").list();
    long wal = owner.sql("SELECT wal_bytes FROM pg_stat_wal").query(Long.class).single();
    long[] updates =
        owner
            .sql(
                "SELECT sum(n_tup_upd), sum(n_tup_hot_upd) FROM pg_stat_user_tables WHERE relname"
                    + " LIKE 'consent%'")
            .query((row, n) -> new long[] {row.getLong(1), row.getLong(2)})
            .single();
    return new Cost(cpuSeconds(), wal, updates[0], updates[1]);
  }

  /** CPU of the server and all that it started and that still run: sessions, writers, vacuum. */
  private static double cpuSeconds() throws IOException {
    long nanos = 0;
    ProcessHandle server = TestServers.postgres().process();
    List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
    all.add(server);
    for (ProcessHandle process : all) {
      Path stat = Path.of("/proc/" + process.pid() + "/schedstat");
      if (Files.exists(stat)) {
        String text = Files.readString(stat);
        nanos += Long.parseLong(text.substring(0, text.indexOf(' ')));
      }
    }
    return nanos / 1e9;
  }
}
