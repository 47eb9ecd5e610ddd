package io.tidegate.bench;

import io.tidegate.bench.peer.BareClient;
import io.tidegate.bench.peer.CallStep;
import io.tidegate.bench.peer.Calls;
import io.tidegate.bench.peer.DbScheduler;
import io.tidegate.bench.peer.JobRunrServer;
import io.tidegate.bench.peer.Peer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The same call by the bare HTTP client and by what others use, one after the other, as fast as
 * they go. What they cost is this process's CPU and PostgreSQL's.
 */
final class ThroughputPeers {
  private static final Duration WARM = Duration.ofSeconds(10);
  private static final String BARE = "bare client";
  private static final int IN_FLIGHT = 64;
  private static final int THREADS = 50;

  /** More than any of them does in the time. */
  private static final int TASKS_PER_SECOND = 15_000;

  private static final int STEP_USERS_PER_SECOND = 40_000;

  private final BenchSystem system;
  private final int rate;
  private final Duration measured;

  /**
   * Peers over a system that does nothing meanwhile.
   *
   * @param rate what a limiter is told, in calls a second
   */
  ThroughputPeers(BenchSystem system, int rate, Duration measured) {
    this.system = system;
    this.rate = rate;
    this.measured = measured;
  }

  /** Makes a peer that calls. */
  private interface Making {
    Peer of(Calls calls) throws Exception;
  }

  void measureBare(Report report) throws IOException, SQLException {
    measure(BARE, calls -> new BareClient(calls, IN_FLIGHT), report);
  }

  void measureOthers(Report report) throws IOException, SQLException {
    DataSource own = system.database().ownSchema("peers").owner();
    int seconds = Math.toIntExact(WARM.plus(measured).toSeconds());
    int tasks = TASKS_PER_SECOND * seconds;
    measure("db-scheduler", calls -> DbScheduler.due(own, calls, THREADS, tasks), report);
    measure("jobrunr", calls -> new JobRunrServer(own, calls, THREADS, tasks / 3), report);
    int users = STEP_USERS_PER_SECOND * seconds;
    measure("spring-batch", calls -> new CallStep(own, calls, THREADS, rate, users), report);
  }

  private void measure(String name, Making making, Report report) throws IOException, SQLException {
    report.row(name + ": preparing");
    BenchPolicy anybody =
        new BenchPolicy("PEER", BenchPolicy.freeAddress("http"), 100_000, 10_000, 1, 1, false);
    try (Receiver receiver =
            Receiver.start(
                List.of(anybody),
                system.folder().resolve("receiver-" + name.replace(' ', '-')),
                Duration.ZERO,
                null);
        Calls calls = new Calls(anybody.url(), IN_FLIGHT);
        Peer peer = made(making, calls)) {
      system.database().run("CHECKPOINT");
      peer.start();
      system.pass(WARM);
      Usage client = client(calls);
      Usage postgres = system.database().usage();
      double busy = MachineTime.busy();
      long began = System.nanoTime();
      system.pass(measured);
      double seconds = (System.nanoTime() - began) / 1e9;
      double cores = (MachineTime.busy() - busy) / seconds;
      Usage clientUsed = client(calls).since(client);
      Usage postgresUsed = system.database().usage().since(postgres).of(clientUsed.count());
      tell(
          report,
          receiver,
          new Done(name, seconds, clientUsed, postgresUsed, cores, calls.failed()));
    }
  }

  private static Peer made(Making making, Calls calls) throws IOException {
    try {
      return making.of(calls);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the peer cannot be made", e);
    }
  }

  private static Usage client(Calls calls) throws IOException {
    return new Usage(ProcessTime.ofProcess(ProcessHandle.current()), 0, calls.answered());
  }

  /** What one of them did. */
  private record Done(
      String name, double seconds, Usage client, Usage postgres, double cores, long failed) {
    double perSecond() {
      return client.count() / seconds;
    }

    double postgresMicrosEach() {
      return name.equals(BARE) ? 0 : postgres.microsEach();
    }

    double microsEach() {
      return client.microsEach() + postgresMicrosEach();
    }
  }

  private static void tell(Report report, Receiver receiver, Done done) {
    if (done.client().count() == 0) {
      report.row(done.name() + " made no call: no figure");
      return;
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peer", done.name());
    figures.put("receiver", receiver.name());
    figures.put("refreshes_per_s", Math.round(done.perSecond()));
    figures.put("calls_per_s", Math.round(done.perSecond()));
    figures.put("cpu_us_per_refresh", Report.rounded(done.microsEach(), 1));
    figures.put("client_us_per_refresh", Report.rounded(done.client().microsEach(), 1));
    figures.put("postgres_us_per_refresh", Report.rounded(done.postgresMicrosEach(), 1));
    figures.put("cores_busy", Report.rounded(done.cores(), 2));
    figures.put("failed", done.failed());
    report.line(ThroughputCase.ONE_CALL.toString(), figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%-12s %,7.0f calls/s; %.1f µs of CPU each (client %.1f, PostgreSQL %.1f); %.2f cores"
                + " busy; %d failed",
            done.name(),
            done.perSecond(),
            done.microsEach(),
            done.client().microsEach(),
            done.postgresMicrosEach(),
            done.cores(),
            done.failed()));
  }
}
