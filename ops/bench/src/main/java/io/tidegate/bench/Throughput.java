package io.tidegate.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole way of a refresh, as fast as it is asked for: what is done, and what each costs. */
@Command(
    name = "throughput",
    description = {
      "The whole way (claim, channel, HTTP, settle, tally) at a given rate: refreshes a second and"
          + " CPU of each, in whole minutes after a minute to warm up, with a checkpoint in each."
          + " Real processes, against nginx where it is installed, else the simulator; then the"
          + " bare HTTP client.",
      "Cases: one-call, four-calls, slow (answers take 100 ms), tls (mutual), large (a table larger"
          + " than PostgreSQL's buffers).",
    })
final class Throughput implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--cases",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "one-call,four-calls",
      description = "Which (default: ${DEFAULT-VALUE}).")
  private List<ThroughputCase> cases = List.of();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "30000",
      description = "Calls a second over all institutions (default: ${DEFAULT-VALUE}).")
  private int rate = 30_000;

  @Option(
      names = "--institutions",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many institutions share the rate (default: ${DEFAULT-VALUE}).")
  private int institutions = 10;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "4",
      description = "Lanes of each (default: ${DEFAULT-VALUE}).")
  private int lanes = 4;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "1",
      description = "Whole minutes that are measured (default: ${DEFAULT-VALUE}).")
  private int minutes = 1;

  @Option(
      names = "--large",
      paramLabel = "N",
      defaultValue = "20000000",
      description = "Rows of the large table (default: ${DEFAULT-VALUE}).")
  private int large = 20_000_000;

  @Option(
      names = "--bodies",
      defaultValue = "true",
      negatable = true,
      description = "Send the answers' bodies to Kafka (default: ${DEFAULT-VALUE}).")
  private boolean bodies = true;

  @Option(
      names = "--peers",
      description =
          "Then db-scheduler, JobRunr, and a Spring Batch step with a Resilience4j limiter make the"
              + " same call.")
  private boolean peers;

  @Option(names = "--peers-only", description = "Those alone, and the bare client.")
  private boolean peersOnly;

  @Option(
      names = "--peer-seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long each of them is measured (default: ${DEFAULT-VALUE}).")
  private int peerSeconds = 20;

  @Override
  public Integer call() throws IOException, SQLException {
    Report report =
        new Report("throughput", spec.commandLine().getOut(), spec.commandLine().getErr());
    ThroughputLoad load = new ThroughputLoad(rate, institutions, lanes, minutes, large, bodies);
    Map<String, String> environment = new HashMap<>();
    try (BenchFolder own = BenchFolder.make()) {
      @Nullable Papers papers = null;
      if (cases.contains(ThroughputCase.TLS)) {
        papers = Papers.make(own.path().resolve("papers"));
        environment.putAll(papers.bundle(BenchPolicy.BUNDLE));
      }
      try (BenchSystem system = BenchSystem.start(environment, report::row)) {
        for (ThroughputCase each : peersOnly ? List.<ThroughputCase>of() : cases) {
          new ThroughputRun(system, load, each, each.isSecure() ? papers : null).measure(report);
        }
        ThroughputPeers others = new ThroughputPeers(system, rate, Duration.ofSeconds(peerSeconds));
        others.measureBare(report);
        if (peers || peersOnly) {
          others.measureOthers(report);
        }
      }
    }
    return ExitCode.OK;
  }
}
