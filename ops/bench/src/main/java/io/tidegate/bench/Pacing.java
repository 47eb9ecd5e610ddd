package io.tidegate.bench;

import io.tidegate.messages.MinuteCommand;
import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.standalone.SimulatedInstitutions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** How exactly calls start, as the worker knows and as the receiver saw it. */
@Command(
    name = "pacing",
    description = {
      "One institution at its limit for a minute, after a minute to warm up: lateness of calls"
          + " against their tickets, and the most calls in any second and any 100 ms at the"
          + " receiver (the simulator).",
    })
final class Pacing implements Callable<Integer> {
  private static final long SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final Duration AFTER = Duration.ofSeconds(5);
  private static final int LEAST_OF_A_LANE = 50;
  private static final int MOST_LANES = 4;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--limits",
      paramLabel = "N",
      split = ",",
      defaultValue = "50,500,5000",
      description =
          "Calls a second that the institution allows, a case each (default:"
              + " ${DEFAULT-VALUE}).")
  private List<Integer> limits = List.of(50, 500, 5_000);

  @Override
  public Integer call() throws IOException, SQLException {
    Report report = new Report("pacing", spec.commandLine().getOut(), spec.commandLine().getErr());
    try (BenchSystem system = BenchSystem.start(Map.of(), report::row)) {
      for (int limit : limits) {
        measure(system, limit, report);
      }
    }
    return ExitCode.OK;
  }

  private static void measure(BenchSystem system, int limit, Report report)
      throws IOException, SQLException {
    String code = "PACE" + limit;
    int lanes = Math.clamp(limit / (2 * LEAST_OF_A_LANE), 1, MOST_LANES);
    String text = policy(code, limit, lanes);
    Policy policy = PolicyReader.parse(code + ".yaml", text).policies().getFirst();
    int id = system.institution(code, text);
    int perMinute = policy.tickets().perMinute();
    system.consents(id, 3 * perMinute);
    system.sql("VACUUM ANALYZE consent");
    Path folder = Files.createDirectories(system.folder().resolve(code));
    Path policies = Files.createDirectory(folder.resolve("institutions"));
    Files.writeString(policies.resolve(code + ".yaml"), text);
    Map<String, JsonNode> last = new LinkedHashMap<>();
    Instant measured;
    Path ledger;
    try (SimulatedInstitutions receiver =
        SimulatedInstitutions.start(policies, folder, List.of("--latency", "PT0.02S"))) {
      Instant first = system.now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1));
      measured = first.plus(Duration.ofMinutes(1));
      for (Instant begin : List.of(first, measured)) {
        system.listenUntil(begin.minusSeconds(8), last);
        system.send(
            IntStream.range(0, lanes)
                .mapToObj(
                    lane ->
                        new MinuteCommand(
                            id,
                            code,
                            lane,
                            lanes,
                            begin,
                            begin,
                            begin.plus(Duration.ofMinutes(1)),
                            1,
                            policy.tickets().intervalNanos(),
                            1,
                            perMinute / lanes))
                .toList());
      }
      last.clear();
      system.listenUntil(measured.plus(Duration.ofMinutes(1)).plus(AFTER), last);
      ledger = receiver.ledger();
    }
    JsonNode row = last.get(code);
    if (row == null) {
      throw new IOException("the worker says nothing of " + code);
    }
    tell(report, limit, policy, Arrivals.of(ledger, measured.toEpochMilli() * 1_000), row);
  }

  private static void tell(
      Report report, int limit, Policy policy, Arrivals arrivals, JsonNode row) {
    double budget = policy.tickets().perSecond() / 10;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peer", "tidegate");
    figures.put("calls", arrivals.count());
    figures.put("late_ms_p50", row.path("latenessP50Micros").asLong() / 1000.0);
    figures.put("late_ms_p99", row.path("latenessP99Micros").asLong() / 1000.0);
    figures.put("late_ms_max", row.path("latenessMaxMicros").asLong() / 1000.0);
    figures.put("max_sliding_1s", arrivals.mostIn(SECOND));
    figures.put("limit_1s", limit);
    figures.put("max_sliding_100ms", arrivals.mostIn(SECOND / 10));
    figures.put("slice_budget", Report.rounded(budget, 2));
    report.line(limit + "/s", figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%,d/s: %,d calls, late p50 %.2f, p99 %.2f, max %.2f ms; any second %,d of %,d allowed;"
                + " any 100 ms %d, %.2f times the budget of %.1f",
            limit,
            arrivals.count(),
            row.path("latenessP50Micros").asLong() / 1000.0,
            row.path("latenessP99Micros").asLong() / 1000.0,
            row.path("latenessMaxMicros").asLong() / 1000.0,
            arrivals.mostIn(SECOND),
            limit,
            arrivals.mostIn(SECOND / 10),
            arrivals.mostIn(SECOND / 10) / budget,
            budget));
  }

  private static String policy(String code, int limit, int lanes) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return """
      code: %s
      name: Bench
      zone: UTC
      windows: ["always"]
      cycle: P1D
      quota:
        - {scope: consent, times: 1, per: rolling, length: PT6H, counts: successes}
      limits:
        - {calls: %d, per: second}
      max-in-flight: %d
      lanes: %d
      endpoints: [{url: "http://127.0.0.1:%d"}]
      calls:
        - {name: accounts, get: "/accounts?user={user}"}
      """
          .formatted(code, limit, Math.max(50, limit / 4), lanes, free.getLocalPort());
    }
  }
}
