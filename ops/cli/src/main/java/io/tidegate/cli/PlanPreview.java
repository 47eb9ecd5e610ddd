package io.tidegate.cli;

import io.tidegate.planning.Feasibility;
import io.tidegate.planning.Outlook;
import io.tidegate.planning.Sentences;
import io.tidegate.planning.Terms;
import io.tidegate.planning.traffic.BadRow;
import io.tidegate.planning.traffic.CalendarCsv;
import io.tidegate.planning.traffic.SpecialDays;
import io.tidegate.planning.traffic.TrafficCsv;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.planning.traffic.TrafficHistory;
import io.tidegate.planning.traffic.TrafficLearning;
import io.tidegate.planning.traffic.TrafficPreset;
import io.tidegate.planning.traffic.TrafficProfile;
import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what would be planned, from files alone. */
@Command(
    name = "preview",
    description = {
      "Show what would be planned for a day or more, and whether it will do.",
      "Needs no running system: it reads the institution's policy and, if given, past traffic"
          + " (CSV: timestamp,count).",
      "The exit code is 1 when not all users fit."
    })
final class PlanPreview implements Callable<Integer> {

  private static final int MOST_DAYS = 62;
  private static final long MOST_USERS = 10_000_000_000L;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Option(names = "--institution", required = true, paramLabel = "CODE", description = "Its code.")
  private String institution;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Option(
      names = "--date",
      required = true,
      paramLabel = "D",
      description = "First day, such as 2026-11-22.")
  private LocalDate date;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many days, 1 to 62 (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Users who are due in each round, 0 to 10000000000 (default: ${DEFAULT-VALUE}).")
  private long users;

  @Mixin private final PolicyFolder policies = new PolicyFolder();

  @Option(
      names = "--traffic",
      paramLabel = "CSV",
      description = "Past user traffic: timestamp,count. Without it, a preset course is assumed.")
  private @Nullable Path traffic;

  @Option(
      names = "--zone",
      paramLabel = "Z",
      description = "Zone of the CSV's local times (default: the institution's).")
  private @Nullable ZoneId zone;

  @Option(
      names = "--holidays",
      paramLabel = "CSV",
      description =
          "Special days: date,name,kind with kind holiday or market (default: South Korea's"
              + " holidays for Asia/Seoul, none elsewhere).")
  private @Nullable Path holidays;

  @Option(names = "--svg", paramLabel = "FILE", description = "Write the chart to an SVG file too.")
  private @Nullable Path svg;

  @Override
  public Integer call() throws IOException {
    if (days < 1 || days > MOST_DAYS) {
      throw wrong("--days must be 1 to " + MOST_DAYS + ", but is " + days);
    }
    if (users < 0 || users > MOST_USERS) {
      throw wrong("--users must be 0 to " + MOST_USERS + ", but is " + users);
    }
    if (svg != null) {
      refuseUnlessFile(svg);
    }
    Policy policy = policy();
    SpecialDays special = specialDays(policy);
    List<String> notes = new ArrayList<>();
    TrafficProfile profile = profile(policy, special, notes);
    Outlook outlook = Outlook.of(Terms.of(policy), TrafficForecast.of(profile), date, days, users);
    PrintWriter out = spec.commandLine().getOut();
    PlanPicture picture = PlanPicture.of(policy, outlook, users);
    new TerminalChart(out, Terminal.width(), Terminal.hasColours()).draw(picture);
    notes.forEach(out::println);
    if (svg != null) {
      Files.writeString(svg, new SvgChart(picture).text(), StandardCharsets.UTF_8);
      out.println("Chart: " + svg);
    }
    out.println();
    return answer(policy, outlook, out);
  }

  private static int answer(Policy policy, Outlook outlook, PrintWriter out) {
    Set<String> lines = new LinkedHashSet<>();
    boolean broken = false;
    for (Feasibility round : outlook.rounds()) {
      broken |= round instanceof Feasibility.Broken;
    }
    for (Feasibility round : outlook.rounds()) {
      if (!broken || round instanceof Feasibility.Broken) {
        lines.addAll(Sentences.of(policy, round));
      }
    }
    lines.stream().limit(12).forEach(out::println);
    out.flush();
    return broken ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  private Policy policy() {
    Path institutions = policies.path();
    Reading reading = PolicyReader.read(institutions);
    return reading
        .policy(institution)
        .orElseThrow(
            () -> {
              PrintWriter err = spec.commandLine().getErr();
              reading.errors().forEach(err::println);
              List<String> codes =
                  reading.files().stream().map(file -> file.policy().code()).toList();
              String known =
                  codes.isEmpty() ? "none that is right" : "only " + String.join(", ", codes);
              return wrong(
                  "no institution %s in %s: there is %s"
                      .formatted(institution, institutions, known));
            });
  }

  private SpecialDays specialDays(Policy policy) throws IOException {
    if (holidays == null) {
      return policy.zone().equals(ZoneId.of("Asia/Seoul")) ? CalendarCsv.korea() : SpecialDays.NONE;
    }
    try (InputStream in = open(holidays)) {
      CalendarCsv.Content content = CalendarCsv.read(in);
      refuse(holidays, content.errors());
      return content.days();
    }
  }

  private TrafficProfile profile(Policy policy, SpecialDays special, List<String> notes)
      throws IOException {
    double batchAWeek =
        users
            * policy.callsPerRefresh().expected()
            * 7
            * 86_400
            / policy.round().nominal().toSeconds();
    TrafficProfile preset = TrafficPreset.of(batchAWeek, special);
    if (traffic == null) {
      notes.add(
          "Traffic: nobody counted any; a usual course is assumed, with as many calls as the batch"
              + " makes. Give past traffic with --traffic.");
      return preset;
    }
    TrafficHistory history = history(traffic, policy);
    LocalDate afterLast = history.days().lastKey().plusDays(1);
    LocalDate today = afterLast.isBefore(date) ? afterLast : date;
    TrafficProfile profile = TrafficLearning.learn(history, special, today, preset);
    notes.add(
        "Traffic: learned from %s until %s; past weeks bear out %.0f%% of what it says of weekdays,"
                .formatted(traffic, today.minusDays(1), 100 * profile.trust().weekdays())
            + " %.0f%% of what it says of the hours.".formatted(100 * profile.trust().slots()));
    return profile;
  }

  private TrafficHistory history(Path file, Policy policy) throws IOException {
    ZoneId local = zone == null ? policy.zone() : zone;
    try (InputStream in = open(file)) {
      TrafficCsv.Content content = TrafficCsv.read(in, local);
      refuse(file, content.errors());
      return TrafficHistory.of(policy.zone(), content.readings());
    }
  }

  private InputStream open(Path file) throws IOException {
    try {
      return Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw (ParameterException) wrong("there is no file " + file).initCause(e);
    }
  }

  private void refuseUnlessFile(Path file) {
    if (Files.isDirectory(file)) {
      throw wrong("--svg must be a file, but " + file + " is a folder");
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw wrong("--svg: there is no folder " + parent);
    }
  }

  /** All bad rows, one a line, and an end. */
  private void refuse(Path file, List<BadRow> bad) {
    if (!bad.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      bad.forEach(row -> err.println(file + ": " + row));
      throw wrong(file + " has " + bad.size() + (bad.size() == 1 ? " bad row" : " bad rows"));
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
