package io.tidegate.cli;

import io.tidegate.policy.Capacity;
import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyFile;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Problem;
import io.tidegate.policy.Quota;
import io.tidegate.policy.RateLimit;
import io.tidegate.policy.Reading;
import io.tidegate.policy.Round;
import io.tidegate.policy.Span;
import io.tidegate.policy.Tickets;
import io.tidegate.policy.yaml.Setting;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what holds for an institution, and why. */
@Command(
    name = "explain",
    description = {
      "Show the effective policy of an institution, where each value comes from (file, preset,"
          + " default), and what follows: rate, tickets, round, open hours and capacity of a week."
    })
final class InstitutionsExplain implements Callable<Integer> {
  private static final String CLASSES = "responses.classes";
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Parameters(paramLabel = "CODE", description = "The institution's code.")
  private String code;

  @Mixin private final PolicyFolder policies = new PolicyFolder();

  @Option(
      names = "--date",
      paramLabel = "D",
      description =
          "First local day of the week that is shown, such as 2026-11-21 (default: today).")
  private @Nullable LocalDate date;

  @Override
  public Integer call() {
    PolicyFile file = file(PolicyReader.read(policies.path()));
    PrintWriter out = spec.commandLine().getOut();
    explainSettings(file, out);
    explainPace(file.policy(), out);
    explainDays(file.policy(), out);
    return ExitCode.OK;
  }

  private PolicyFile file(Reading reading) {
    return reading.files().stream()
        .filter(file -> file.policy().code().equals(code))
        .findFirst()
        .orElseThrow(() -> new ParameterException(spec.commandLine(), missing(reading)));
  }

  private String missing(Reading reading) {
    String codes =
        reading.files().stream()
            .map(file -> file.policy().code())
            .collect(Collectors.joining(", "));
    String wrong =
        reading.errors().stream().map(Problem::file).distinct().collect(Collectors.joining(", "));
    return "no institution %s in %s: there is %s%s"
        .formatted(
            code,
            policies.path(),
            codes.isEmpty() ? "none without errors" : "only " + codes,
            wrong.isEmpty()
                ? ""
                : "; errors in " + wrong + " (see: " + Typed.command("institutions check") + ")");
  }

  private static void explainSettings(PolicyFile file, PrintWriter out) {
    List<Setting> settings = new ArrayList<>(file.settings());
    settings.addAll(insertAt(settings), classesOfHttp(file));
    int widest = settings.stream().mapToInt(s -> s.source().length()).max().orElse(0);
    out.println(file.file() + ": what holds, and where it comes from");
    settings.forEach(
        setting ->
            out.printf(
                "  %-" + widest + "s  %s: %s%n",
                setting.source(),
                setting.path(),
                setting.value()));
  }

  /** What HTTP itself says of answers, where file and preset say nothing. */
  private static List<Setting> classesOfHttp(PolicyFile file) {
    Set<String> written = file.settings().stream().map(Setting::path).collect(Collectors.toSet());
    return file.policy().responses().entries().entrySet().stream()
        .map(
            entry ->
                new Setting(CLASSES + "." + entry.getKey(), entry.getValue().word(), "default"))
        .filter(setting -> !written.contains(setting.path()))
        .toList();
  }

  private static int insertAt(List<Setting> settings) {
    int last = 0;
    for (int i = 0; i < settings.size(); i++) {
      last = settings.get(i).path().startsWith(CLASSES) ? i + 1 : last;
    }
    return last;
  }

  private static void explainPace(Policy policy, PrintWriter out) {
    Tickets tickets = policy.tickets();
    int lanes = policy.lanes();
    out.println();
    out.println("what follows from it");
    out.printf(
        Locale.ROOT,
        "  rate R            %.3f calls/s, for the allowance a hair under the limit that binds:%n"
            + "                    %s%n",
        tickets.perSecond(),
        words(policy.bindingLimit()));
    out.printf(
        Locale.ROOT,
        "  tickets           %,d a minute, one every %.3f ms%s%n",
        tickets.perMinute(),
        tickets.intervalNanos() / 1e6,
        lanes == 1
            ? ""
            : ", %.1f a second in each of %d lanes".formatted(tickets.perSecond() / lanes, lanes));
    out.printf(
        "  calls in flight   %d%s%n",
        policy.maxInFlight(),
        lanes == 1 ? "" : ", %d in each lane".formatted(policy.maxInFlight() / lanes));
    out.printf(
        Locale.ROOT,
        "                    enough for the rate while answers take %.0f ms or less on average%n",
        1000 * policy.maxInFlight() / tickets.perSecond());
    out.printf(
        Locale.ROOT,
        "  calls a refresh   %.1f, until they are measured%n",
        policy.callsPerRefresh().expected());
    out.println("  round             " + round(policy.round()));
  }

  private static String words(RateLimit limit) {
    String scope =
        switch (limit.scope()) {
          case INSTITUTION -> "";
          case ENDPOINT -> " at each endpoint, which sees its share of all calls";
          case CALL ->
              limit.call() == null
                  ? " of each call, which has its share of all calls"
                  : " of the call %s, which has its share of all calls".formatted(limit.call());
          case CONSENT -> " of each consent";
        };
    return "%,d call%s per %s%s"
        .formatted(limit.calls(), limit.calls() == 1 ? "" : "s", words(limit.per()), scope);
  }

  private static String words(RateLimit.Per per) {
    return switch (per) {
      case RateLimit.Per.ClockSecond second -> "clock-second";
      case RateLimit.Per.ClockMinute minute -> "clock-minute";
      case RateLimit.Per.Sliding sliding when sliding.length().equals(Duration.ofSeconds(1)) ->
          "second";
      case RateLimit.Per.Sliding sliding when sliding.length().equals(Duration.ofMinutes(1)) ->
          "minute";
      case RateLimit.Per.Sliding sliding when sliding.length().equals(Duration.ofHours(1)) ->
          "hour";
      case RateLimit.Per.Sliding sliding -> sliding.length().toString();
    };
  }

  private static String round(Round round) {
    return switch (round) {
      case Round.PerPeriod period -> "one in each " + words(period.period());
      case Round.Rolling rolling -> "one in " + rolling.length() + ", the next when it is over";
    };
  }

  private static String words(Quota.Calendar period) {
    return switch (period) {
      case Quota.Per.CalendarWeek week -> "calendar week from " + week.from();
      case Quota.Per.CalendarMonth month -> "calendar month";
      case Quota.Per.Day day -> "day from " + day.from();
    };
  }

  private void explainDays(Policy policy, PrintWriter out) {
    ZoneId zone = policy.zone();
    LocalDate first = date == null ? LocalDate.ofInstant(MachineClock.CLOCK.instant(), zone) : date;
    out.println();
    out.println("open hours and capacity by local day, " + zone + ", less the guard at the edges");
    for (int i = 0; i < 7; i++) {
      LocalDate day = first.plusDays(i);
      Capacity capacity = Capacity.on(day, policy);
      out.printf(
          Locale.ROOT,
          "  %s %s  %,12d calls  %,12d refreshes  %s%n",
          day.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT),
          day,
          capacity.tickets(),
          capacity.refreshes(),
          hours(capacity.open(), day, zone));
    }
  }

  private static String hours(List<Span> open, LocalDate day, ZoneId zone) {
    return open.isEmpty()
        ? "closed"
        : open.stream()
            .map(
                span ->
                    clock(span.from().atZone(zone).toLocalDateTime(), day)
                        + " to "
                        + clock(span.until().atZone(zone).toLocalDateTime(), day))
            .collect(Collectors.joining(", "));
  }

  private static String clock(LocalDateTime time, LocalDate day) {
    return time.toLocalDate().equals(day) ? CLOCK.format(time) : "24:00:00";
  }
}
