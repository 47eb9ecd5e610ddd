package io.tidegate.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows day ledgers; the exit code is 1 when one of them does not add up. */
@Command(
    name = "show",
    description = {
      "Show the ledgers of days that are closed, newest first; with --today the present day so"
          + " far.",
      "carried in + newly eligible = refreshed + failed for good + withdrawn + carried over; a"
          + " difference means that somebody was forgotten, and the exit code is 1."
    })
final class LedgerShow implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final RunningSystem system = new RunningSystem();

  @Option(names = "--institution", paramLabel = "CODE", description = "Only this one.")
  private @Nullable String institution;

  @Option(names = "--date", paramLabel = "D", description = "Only this local day.")
  private @Nullable LocalDate date;

  @Option(names = "--today", description = "The present day so far, counted now.")
  private boolean today;

  @Override
  public Integer call() {
    if (today && date != null) {
      throw new ParameterException(spec.commandLine(), "--today and --date exclude each other");
    }
    return print(today ? presentDays() : days());
  }

  private List<JsonNode> presentDays() {
    List<String> codes = new ArrayList<>();
    if (institution != null) {
      codes.add(institution);
    } else {
      system
          .get(system.scheduler(), "/v1/institutions")
          .forEach(one -> codes.add(one.path("code").asString()));
    }
    return codes.stream().map(code -> get("/" + encoded(code) + "/today")).toList();
  }

  private List<JsonNode> days() {
    List<String> query = new ArrayList<>();
    if (institution != null) {
      query.add("institution=" + encoded(institution));
    }
    if (date != null) {
      query.add("date=" + date);
    }
    List<JsonNode> days = new ArrayList<>();
    get(query.isEmpty() ? "" : "?" + String.join("&", query)).forEach(days::add);
    return days;
  }

  private int print(List<JsonNode> days) {
    PrintWriter out = spec.commandLine().getOut();
    if (days.isEmpty()) {
      out.println(
          today
              ? "No institution has a policy."
              : "No such day is closed yet; the present one so far: "
                  + Typed.command("ledger show --today"));
      return 0;
    }
    out.printf(
        "%-10s %-20s %12s %12s %12s %10s %10s %12s %10s%n",
        "day",
        "institution",
        "carried in",
        "new",
        "refreshed",
        "failed",
        "withdrawn",
        "carried over",
        "difference");
    boolean balanced = true;
    for (JsonNode day : days) {
      balanced &= day.path("difference").asLong() == 0;
      out.printf(
          "%-10s %-20s %,12d %,12d %,12d %,10d %,10d %,12d %,10d%n",
          day.path("day").asString(),
          day.path("institution").asString(),
          day.path("carriedIn").asLong(),
          day.path("newlyEligible").asLong(),
          day.path("refreshed").asLong(),
          day.path("failedForGood").asLong(),
          day.path("withdrawn").asLong(),
          day.path("carriedOver").asLong(),
          day.path("difference").asLong());
    }
    return balanced ? 0 : 1;
  }

  private JsonNode get(String path) {
    return system.get(system.scheduler(), "/v1/ledgers" + path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
