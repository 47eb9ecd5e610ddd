package io.tidegate.bench;

import io.tidegate.bench.peer.BucketLimiter;
import io.tidegate.bench.peer.Calls;
import io.tidegate.bench.peer.DbScheduler;
import io.tidegate.bench.peer.GuavaLimiter;
import io.tidegate.bench.peer.Limiter;
import io.tidegate.bench.peer.Peer;
import io.tidegate.bench.peer.Permits;
import io.tidegate.bench.peer.ResilienceLimiter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The load of {@link Pacing} through what others use, one after the other. */
final class PacingPeers {
  private static final Duration WARM = Duration.ofSeconds(5);
  private static final Duration AFTER = Duration.ofSeconds(1);
  private static final String DB_SCHEDULER = "db-scheduler";
  private static final int CONNECTIONS = 1_000;
  private static final int LEAST_THREADS = 50;

  /** Threads that db-scheduler needs for so many calls a second of 20 ms each, and half more. */
  private static final int CALLS_PER_THREAD = 33;

  private static final Map<String, IntFunction<Limiter>> LIMITERS = limiters();

  /** One peer's run. */
  private record Run(String peer, BenchPolicy policy) {}

  private final BenchSystem system;
  private final Duration measured;
  private final List<Run> runs = new ArrayList<>();
  private final Map<Run, Instant> begins = new LinkedHashMap<>();

  PacingPeers(BenchSystem system, List<Integer> limits, Duration measured) throws IOException {
    this.system = system;
    this.measured = measured;
    List<String> peers = new ArrayList<>(LIMITERS.keySet());
    peers.add(DB_SCHEDULER);
    for (int limit : limits) {
      for (String peer : peers) {
        runs.add(new Run(peer, policy(peer, limit)));
      }
    }
  }

  private static Map<String, IntFunction<Limiter>> limiters() {
    Map<String, IntFunction<Limiter>> limiters = new LinkedHashMap<>();
    limiters.put("resilience4j", ResilienceLimiter::new);
    limiters.put("bucket4j", BucketLimiter::new);
    limiters.put("guava", GuavaLimiter::new);
    return limiters;
  }

  /** What the receiver must know: it refuses nobody, so that it sees what was let through. */
  List<BenchPolicy> policies() {
    return runs.stream().map(Run::policy).toList();
  }

  private static BenchPolicy policy(String peer, int limit) throws IOException {
    String code = (peer.replace("-", "") + limit).toUpperCase(java.util.Locale.ROOT);
    return new BenchPolicy(
        code, BenchPolicy.freeAddress("http"), 20 * limit, 20 * limit, 1, 1, false);
  }

  /** Runs all of them. */
  void play(Report report) throws IOException, SQLException {
    for (Run run : runs) {
      report.row("%s, %d calls/s".formatted(run.peer(), limit(run)));
      try (Calls calls = new Calls(run.policy().url(), CONNECTIONS);
          Peer peer = peer(run, calls)) {
        peer.start();
        system.pass(WARM);
        begins.putIfAbsent(run, system.now());
        system.pass(measured);
      }
      system.pass(AFTER);
    }
  }

  /** Says what the receiver saw. */
  void tell(Report report, Path ledger) throws IOException {
    for (Run run : runs) {
      Instant begin = begins.get(run);
      if (begin == null) {
        throw new IllegalStateException(run.peer() + " was not run");
      }
      long micros = begin.toEpochMilli() * 1_000;
      Arrivals arrivals = Arrivals.of(ledger, run.policy().code(), micros);
      new Paced(run.peer(), limit(run), limit(run), micros, arrivals).tell(report, null);
    }
  }

  private Peer peer(Run run, Calls calls) throws SQLException {
    int limit = limit(run);
    IntFunction<Limiter> limiter = LIMITERS.get(run.peer());
    if (limiter != null) {
      return new Permits(limiter.apply(limit), calls);
    }
    Instant first = system.now().plusSeconds(2);
    begins.put(run, first.plus(WARM));
    Duration each = Duration.ofNanos(1_000_000_000L / limit);
    int tasks = Math.toIntExact(WARM.plus(measured).dividedBy(each));
    int threads = Math.max(LEAST_THREADS, limit / CALLS_PER_THREAD);
    return DbScheduler.paced(system.database().owner(), calls, threads, first, each, tasks);
  }

  private static int limit(Run run) {
    return run.policy().limit() / 20;
  }
}
