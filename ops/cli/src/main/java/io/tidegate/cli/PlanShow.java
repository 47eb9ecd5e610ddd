package io.tidegate.cli;

import io.tidegate.planning.Outlook;
import io.tidegate.planning.SlotPlan;
import io.tidegate.policy.Span;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows the plans of the running system, with what was done beside them. */
@Command(
    name = "show",
    description = {
      "Show the running system's plan of a day or more, with what was done beside it, and whether"
          + " all users will have their turn.",
      "Without --institution: today of all institutions, a line each, in each one's own time; which"
          + " cannot keep their promise, and what would help. Left are those whose place in the"
          + " round has not come: who was refreshed out of turn, as by a trial, keeps his place"
          + " until then, while `ledger show --today` counts him as refreshed.",
      "The exit code is 1 when a promise cannot be kept, nothing succeeds any more at an"
          + " institution, or the policy files' last change is refused."
    })
final class PlanShow implements Callable<Integer> {
  private static final DateTimeFormatter AS_OF =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final RunningSystem system = new RunningSystem();

  @Option(names = "--institution", paramLabel = "CODE", description = "Its code.")
  private @Nullable String institution;

  @Option(
      names = "--date",
      paramLabel = "D",
      description = "First day, such as 2026-11-22 (default: today).")
  private @Nullable LocalDate date;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many days, 1 to 31 (default: ${DEFAULT-VALUE}).")
  private int days;

  @Override
  public Integer call() {
    if (days < 1 || days > 31) {
      throw new ParameterException(spec.commandLine(), "--days must be 1 to 31, but is " + days);
    }
    if (institution == null && (date != null || days != 1)) {
      throw new ParameterException(spec.commandLine(), "--date and --days need --institution");
    }
    return institution == null ? today() : plan(institution);
  }

  private int today() {
    PrintWriter out = spec.commandLine().getOut();
    List<JsonNode> days = new ArrayList<>();
    system.get(system.scheduler(), "/v1/plans").forEach(days::add);
    if (days.isEmpty()) {
      out.println(
          "There is no institution yet; write one with: "
              + Typed.command("institutions new CODE --preset kr-mydata"));
      return refusedPolicies() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
    Instant now = MachineClock.CLOCK.instant();
    JsonNode institutions = system.get(system.scheduler(), "/v1/institutions");
    int broken = new TodayTable(out, now, institutions).print(days);
    out.println();
    boolean failing = days.stream().anyMatch(Failing::is);
    days.stream().filter(Failing::is).forEach(day -> out.println(Failing.sentence(day)));
    sayWhatHolds(institutions, out);
    for (JsonNode day : days) {
      if (!day.path("promise").path("kept").asBoolean()) {
        day.path("promise").path("answer").forEach(line -> out.println(line.asString()));
      }
    }
    out.printf(
        "%d of %d institution%s can keep %s promise.%n",
        days.size() - broken,
        days.size(),
        days.size() == 1 ? "" : "s",
        days.size() == 1 ? "its" : "their");
    return broken + refusedPolicies() == 0 && !failing ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Why institutions are held back. */
  private static void sayWhatHolds(JsonNode institutions, PrintWriter out) {
    for (JsonNode one : institutions) {
      if (one.path("reason").isString()) {
        out.printf("%s: %s.%n", one.path("code").asString(), one.path("reason").asString());
      }
    }
  }

  /** Says what is wrong with the policy files' last change; returns how many errors that are. */
  private int refusedPolicies() {
    List<String> refused = PolicyNews.refused(system);
    PrintWriter err = spec.commandLine().getErr();
    refused.forEach(err::println);
    if (!refused.isEmpty()) {
      err.println("tidegate: the last change of the policy files is refused; the old ones hold");
    }
    return refused.size();
  }

  private int plan(String code) {
    String query = "?days=" + days + (date == null ? "" : "&date=" + date);
    JsonNode plan =
        system.get(
            system.scheduler(),
            "/v1/plans/" + URLEncoder.encode(code, StandardCharsets.UTF_8) + query);
    PrintWriter out = spec.commandLine().getOut();
    new TerminalChart(out, Terminal.width(), Terminal.hasColours()).draw(picture(plan));
    done(plan, out);
    boolean failing = Failing.is(plan);
    if (failing) {
      out.println(Failing.sentence(plan));
    }
    plan.path("answer").forEach(line -> out.println(line.asString()));
    return plan.path("kept").asBoolean() && !failing ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Planned and done, day by day. */
  private static void done(JsonNode plan, PrintWriter out) {
    out.printf(
        "%-10s %14s %14s %14s %14s%n",
        "day", "target users", "sent users", "calls started", "calls well");
    for (JsonNode day : plan.path("days")) {
      out.printf(
          "%-10s %14s %,14d %,14d %,14d%n",
          day.path("date").asString(),
          day.path("target").isNumber() ? "%,d".formatted(day.path("target").asLong()) : "-",
          day.path("planned").asLong(),
          day.path("calls").asLong(),
          day.path("succeeded").asLong());
    }
    out.println();
  }

  private static PlanPicture picture(JsonNode plan) {
    ZoneId zone = ZoneId.of(plan.path("zone").asString());
    List<Outlook.Day> days = new ArrayList<>();
    for (JsonNode day : plan.path("days")) {
      LocalDate date = LocalDate.parse(day.path("date").asString());
      List<SlotPlan> slots = slots(plan, date, zone);
      days.add(
          new Outlook.Day(
              date,
              day.path("target").asLong(0),
              slots.stream().mapToDouble(SlotPlan::userCalls).sum(),
              slots.stream().mapToDouble(SlotPlan::batchCalls).sum(),
              slots));
    }
    String subtitle =
        "%,d consents, %.1f calls a refresh, %s; as of %s"
            .formatted(
                plan.path("population").asLong(),
                plan.path("callsPerRefresh").asDouble(),
                zone,
                AS_OF.format(Instant.parse(plan.path("now").asString()).atZone(zone)));
    return new PlanPicture(
        "%s (%s)".formatted(plan.path("name").asString(), plan.path("institution").asString()),
        subtitle,
        zone,
        days);
  }

  private static List<SlotPlan> slots(JsonNode plan, LocalDate date, ZoneId zone) {
    List<SlotPlan> slots = new ArrayList<>();
    for (JsonNode slot : plan.path("slots")) {
      Instant from = Instant.parse(slot.path("from").asString());
      if (from.atZone(zone).toLocalDate().equals(date)) {
        slots.add(
            new SlotPlan(
                new Span(from, from.plusSeconds(slot.path("seconds").asLong())),
                slot.path("userCalls").asDouble(),
                slot.path("batchCalls").asDouble(),
                slot.path("capacityCalls").asDouble(),
                slot.path("openMinutes").asDouble()));
      }
    }
    return slots;
  }
}
