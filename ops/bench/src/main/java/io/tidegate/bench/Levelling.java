package io.tidegate.bench;

import io.tidegate.planning.WalkForward;
import io.tidegate.planning.WalkForward.Peaks;
import io.tidegate.planning.WalkForward.Way;
import io.tidegate.planning.traffic.CalendarCsv;
import io.tidegate.planning.traffic.SpecialDays;
import io.tidegate.planning.traffic.TrafficCsv;
import io.tidegate.planning.traffic.TrafficHistory;
import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Problem;
import io.tidegate.policy.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How low the peaks of users and batch together are, on traffic that really came. */
@Command(
    name = "levelling",
    description = {
      "How low the busiest day and the busiest ten minutes of users and batch together are, week by"
          + " week: learn from the weeks before, plan the week, compare with what came.",
      "Ways: all at midnight; uniform over the open hours; ours, planned again every ten minutes;"
          + " the optimum, with the week known in advance. Figures are calls."
    })
final class Levelling implements Callable<Integer> {
  private static final String TAXI = "examples/traffic/nyc_taxi_30min.csv";

  /** So many calls a second, or at once, that only levelling limits. */
  private static final int AMPLE = 100_000;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--traffic",
      paramLabel = "CSV",
      description =
          "User traffic: timestamp,count with local times, every 10, 30 or 60 minutes (default:"
              + " New York's taxis, "
              + TAXI
              + ").")
  private @Nullable Path traffic;

  @Option(
      names = "--zone",
      paramLabel = "Z",
      defaultValue = "America/New_York",
      description = "Zone of the CSV's local times (default: ${DEFAULT-VALUE}).")
  private ZoneId zone = ZoneId.of("America/New_York");

  @Option(
      names = "--holidays",
      paramLabel = "CSV",
      description = "Special days: date,name,kind (default: none are known).")
  private @Nullable Path holidays;

  @Option(
      names = "--share",
      paramLabel = "S",
      defaultValue = "0.3",
      description = "A week's batch, as a part of its user traffic (default: ${DEFAULT-VALUE}).")
  private double share = 0.3;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Policy file whose windows and limits hold (default: open all day).")
  private @Nullable Path policy;

  @Option(
      names = "--hostile",
      description = "On ten series: this one, and nine made of it that defy forecasts.")
  private boolean hostile;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Draw the busiest days of all weeks to an SVG file.")
  private @Nullable Path svg;

  @Override
  public Integer call() throws IOException {
    if (!(share > 0) || share > 100) {
      throw wrong("--share must be above 0 and at most 100, but is " + share);
    }
    Policy under = policy == null ? openAllDay(zone) : read(policy);
    SpecialDays special = specialDays();
    TrafficHistory history = history();
    Map<String, TrafficHistory> all =
        hostile ? new HostileSeries(history).all() : Map.of("real", history);
    Report report =
        new Report("levelling", spec.commandLine().getOut(), spec.commandLine().getErr());
    report.row(
        String.format(
            Locale.ROOT,
            "%-40s %9s %9s %9s %9s",
            "1 = optimum",
            "day: p50",
            "p90",
            "slot: p50",
            "p90"));
    for (Map.Entry<String, TrafficHistory> series : all.entrySet()) {
      List<WalkForward.Week> weeks =
          new WalkForward(series.getValue(), special, under, share).weeks();
      if (weeks.isEmpty()) {
        throw wrong("the traffic has no whole week after its first four: more weeks are needed");
      }
      report(report, series.getKey(), weeks);
      if (svg != null && series.getKey().equals("real")) {
        Files.writeString(svg, LevellingPicture.of(weeks));
      }
    }
    return ExitCode.OK;
  }

  private static void report(Report report, String series, List<WalkForward.Week> weeks) {
    for (Way way : Way.values()) {
      String name = way.name().toLowerCase(Locale.ROOT);
      for (WalkForward.Week week : weeks) {
        report.line(name, figures(series, week.begin().toString(), week.of(way)));
      }
      Quantiles day = ratios(weeks, way, Peaks::day);
      Quantiles slot = ratios(weeks, way, Peaks::slot);
      Map<String, Object> whole = figures(series, "all", highest(weeks, way));
      whole.put("weeks", weeks.size());
      whole.put("day_to_optimum_p50", Report.rounded(day.median(), 4));
      whole.put("day_to_optimum_p90", Report.rounded(day.at(0.9), 4));
      whole.put("slot_to_optimum_p50", Report.rounded(slot.median(), 4));
      whole.put("slot_to_optimum_p90", Report.rounded(slot.at(0.9), 4));
      report.line(name, whole);
      report.row(
          String.format(
              Locale.ROOT,
              "%-30s %-9s %9.3f %9.3f %9.3f %9.3f",
              way == Way.MIDNIGHT ? series : "",
              name,
              day.median(),
              day.at(0.9),
              slot.median(),
              slot.at(0.9)));
    }
  }

  private static Map<String, Object> figures(String series, String week, Peaks peaks) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("series", series);
    figures.put("week", week);
    figures.put("peak_day", Math.round(peaks.day()));
    figures.put("peak_slot", Math.round(peaks.slot()));
    return figures;
  }

  private static Peaks highest(List<WalkForward.Week> weeks, Way way) {
    return new Peaks(
        weeks.stream().mapToDouble(week -> week.of(way).day()).max().orElseThrow(),
        weeks.stream().mapToDouble(week -> week.of(way).slot()).max().orElseThrow());
  }

  private static Quantiles ratios(
      List<WalkForward.Week> weeks, Way way, ToDoubleFunction<Peaks> of) {
    return Quantiles.of(
        weeks.stream()
            .map(week -> of.applyAsDouble(week.of(way)) / of.applyAsDouble(week.of(Way.OPTIMUM)))
            .toList());
  }

  /** A policy under which nothing but levelling matters. */
  static Policy openAllDay(ZoneId zone) {
    return PolicyReader.parse(
            "open-all-day.yaml",
            """
            code: OPEN
            name: Open all day
            zone: %s
            windows: [always]
            cycle: P7D
            quota: [{scope: consent, times: 1, per: calendar-week, from: SUNDAY, counts: successes}]
            limits: [{calls: %d, per: second}]
            max-in-flight: %d
            endpoints: [{url: "http://127.0.0.1:9001"}]
            calls: [{name: refresh, get: "/refresh"}]
            """
                .formatted(zone, AMPLE, AMPLE))
        .policies()
        .getFirst();
  }

  private Policy read(Path file) throws IOException {
    Reading reading = PolicyReader.parse(file.toString(), text(file));
    if (!reading.isValid()) {
      reading.errors().stream()
          .map(Problem::toString)
          .forEach(spec.commandLine().getErr()::println);
      throw wrong(file + " has errors");
    }
    return reading.policies().getFirst();
  }

  private String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ParameterException(spec.commandLine(), "there is no file " + file, e);
    }
  }

  private TrafficHistory history() throws IOException {
    Path file = traffic == null ? Path.of(System.getProperty("tidegate.home", "."), TAXI) : traffic;
    try {
      return history(file, zone);
    } catch (NoSuchFileException e) {
      throw new ParameterException(spec.commandLine(), "there is no file " + file, e);
    } catch (UncheckedIOException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Traffic from a CSV.
   *
   * @throws UncheckedIOException with all bad rows, if there are any
   */
  static TrafficHistory history(Path file, ZoneId zone) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      TrafficCsv.Content content = TrafficCsv.read(in, zone);
      if (!content.errors().isEmpty()) {
        throw new UncheckedIOException(new IOException(file + ": " + content.errors()));
      }
      return TrafficHistory.of(zone, content.readings());
    }
  }

  private SpecialDays specialDays() throws IOException {
    if (holidays == null) {
      return SpecialDays.NONE;
    }
    try (InputStream in = Files.newInputStream(holidays)) {
      CalendarCsv.Content content = CalendarCsv.read(in);
      if (!content.errors().isEmpty()) {
        throw wrong(holidays + ": " + content.errors());
      }
      return content.days();
    } catch (NoSuchFileException e) {
      throw new ParameterException(spec.commandLine(), "there is no file " + holidays, e);
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
