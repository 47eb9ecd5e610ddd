package io.tidegate.bench;

import io.tidegate.standalone.Standalone;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the night's plan and a minute's dispatch of many institutions take. */
@Command(
    name = "plan",
    description = {
      "How long a scheduler takes to plan the days of all institutions anew, as at night, and then"
          + " to plan, store and send each minute. Real processes; the worker obeys nothing.",
    })
final class PlanBench implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--institutions",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many, one in ten of them large (default: ${DEFAULT-VALUE}).")
  private int institutions = 1_000;

  @Option(
      names = "--consents",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Consents of all together (default: ${DEFAULT-VALUE}).")
  private int consents = 10_000_000;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many minutes are dispatched (default: ${DEFAULT-VALUE}).")
  private int minutes = 3;

  @Override
  public Integer call() throws IOException, SQLException {
    Report report = new Report("plan", spec.commandLine().getOut(), spec.commandLine().getErr());
    PlanPopulation population = new PlanPopulation(institutions, consents / institutions);
    try (BenchFolder folder = BenchFolder.make()) {
      population.writePolicies(folder.institutions());
      try (Standalone system = start(folder, report)) {
        report.row("%,d institutions taken over, filling".formatted(institutions));
        population.fill(system.database());
      }
      try (Standalone system = start(folder, report);
          Metrics metrics = new Metrics(system.scheduler())) {
        measure(metrics, report);
      }
    }
    return ExitCode.OK;
  }

  private static Standalone start(BenchFolder folder, Report report) throws IOException {
    return folder.start(Map.of("TIDEGATE_PIPELINE_ENABLED", "false"), report::row);
  }

  private void measure(Metrics metrics, Report report) throws IOException {
    Metrics.Timing night = metrics.awaitMore("tidegate.plan.days", 0, PATIENCE);
    List<Double> each = new ArrayList<>();
    Metrics.Timing before = metrics.timing("tidegate.dispatch");
    while (each.size() < minutes) {
      Metrics.Timing after = metrics.awaitMore("tidegate.dispatch", before.count(), PATIENCE);
      each.add(after.seconds() - before.seconds());
      report.row(String.format(Locale.ROOT, "a minute in %.2f s", each.getLast()));
      before = after;
    }
    Quantiles took = Quantiles.of(each);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("institutions", institutions);
    figures.put("consents", consents);
    figures.put("nightly_s", Report.rounded(night.seconds(), 2));
    figures.put("minute_s", Report.rounded(took.median(), 2));
    figures.put("minute_s_max", Report.rounded(took.at(1), 2));
    report.line(institutions + " institutions", figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%,d institutions, %,d consents: the night's plan %.2f s, a minute %.2f s, at most"
                + " %.2f s of %d",
            institutions,
            consents,
            night.seconds(),
            took.median(),
            took.at(1),
            each.size()));
  }
}
