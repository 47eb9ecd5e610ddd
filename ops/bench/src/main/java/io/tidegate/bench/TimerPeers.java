package io.tidegate.bench;

import io.tidegate.bench.peer.DbScheduler;
import io.tidegate.bench.peer.Peer;
import io.tidegate.bench.peer.QuartzStore;
import io.tidegate.standalone.Database;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What fires a timer as a row of its own: as many jobs that are due and do nothing, with the same
 * database, after a quarter more of them as a warm-up.
 */
final class TimerPeers {
  private static final int THREADS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private TimerPeers() {}

  /** Makes a peer whose jobs call what it is given. */
  private interface Making {
    Peer of(Database own, int jobs, Runnable done) throws SQLException, IOException;
  }

  static void measure(BenchDatabase database, int jobs, Report report)
      throws IOException, SQLException {
    measure(
        database,
        "db-scheduler",
        (own, all, done) -> DbScheduler.due(own.owner(), done, THREADS, all),
        jobs,
        report);
    measure(
        database,
        "quartz",
        (own, all, done) ->
            new QuartzStore(own.url(), own.user(), own.password(), done, THREADS, all),
        jobs,
        report);
  }

  private static void measure(
      BenchDatabase database, String name, Making making, int jobs, Report report)
      throws IOException, SQLException {
    report.row(name + ": preparing");
    int warm = jobs / 4;
    AtomicInteger fired = new AtomicInteger();
    try (Peer peer = making.of(database.ownSchema("peers"), warm + jobs, fired::incrementAndGet)) {
      database.run("CHECKPOINT");
      peer.start();
      await(fired, warm);
      int before = fired.get();
      double client = ProcessTime.ofProcess(ProcessHandle.current());
      Usage postgres = database.usage();
      long began = System.nanoTime();
      await(fired, warm + jobs);
      double seconds = (System.nanoTime() - began) / 1e9;
      int count = fired.get() - before;
      Usage own = new Usage(ProcessTime.ofProcess(ProcessHandle.current()) - client, 0, count);
      Usage used = database.usage().since(postgres).of(count);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("peer", name);
      figures.put("timers_due", count);
      figures.put("seconds", Report.rounded(seconds, 2));
      figures.put("timers_per_s", Math.round(count / seconds));
      figures.put("worker_us_per_timer", Report.rounded(own.microsEach(), 1));
      figures.put("postgres_us_per_timer", Report.rounded(used.microsEach(), 1));
      figures.put("wal_bytes_per_timer", Report.rounded(used.bytesEach(), 2));
      report.line("one minute", figures);
      report.row(
          String.format(
              Locale.ROOT,
              "%-12s %,9.0f timers/s: %,d due in %.2f s; µs of CPU each: its process %.1f,"
                  + " PostgreSQL %.1f; WAL %.2f B each",
              name,
              count / seconds,
              count,
              seconds,
              own.microsEach(),
              used.microsEach(),
              used.bytesEach()));
    }
  }

  private static void await(AtomicInteger fired, int wanted) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (fired.get() < wanted) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("only %d of %d jobs were done".formatted(fired.get(), wanted));
      }
      new CompletableFuture<Void>()
          .completeOnTimeout(null, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    }
  }
}
