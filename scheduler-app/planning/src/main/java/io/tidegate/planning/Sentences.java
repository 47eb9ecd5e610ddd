package io.tidegate.planning;

import io.tidegate.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The answer to "will it do?", for people. */
public final class Sentences {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEEE yyyy-MM-dd HH:mm", Locale.ENGLISH);

  private Sentences() {}

  /** One or more sentences, each on a line of its own. */
  public static List<String> of(Policy policy, Feasibility answer) {
    return switch (answer) {
      case Feasibility.Kept kept -> List.of(kept(policy, kept));
      case Feasibility.Broken broken -> broken(policy, broken);
    };
  }

  private static String kept(Policy policy, Feasibility.Kept kept) {
    return "%s: all %s fit until %s; there is room for %s."
        .formatted(
            policy.code(),
            users(kept.users()),
            time(kept.round().until(), policy.zone()),
            number(kept.capacity()));
  }

  private static List<String> broken(Policy policy, Feasibility.Broken broken) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s of %s do not fit until %s."
            .formatted(
                policy.code(),
                number(broken.shortfall()),
                users(broken.users()),
                time(broken.round().until(), policy.zone())));
    lines.add(
        broken
            .doneAt()
            .map(
                at -> "At this pace the last would have a turn on " + time(at, policy.zone()) + ".")
            .orElse("At this pace the last would not have a turn within a year."));
    lines.addAll(remedies(broken.remedies()));
    return lines;
  }

  private static List<String> remedies(List<Feasibility.Remedy> remedies) {
    if (remedies.isEmpty()) {
      return List.of("No change of one setting alone would do.");
    }
    List<String> limits = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Feasibility.Remedy remedy : remedies) {
      switch (remedy) {
        case Feasibility.Remedy.HigherLimit limit ->
            limits.add(
                "%s calls per %s instead of %s"
                    .formatted(number(limit.to()), period(limit.period()), number(limit.from())));
        case Feasibility.Remedy.LongerWindows windows ->
            lines.add(
                "Or: windows that are open %s longer on each of their days."
                    .formatted(minutes(windows.minutesPerDay())));
        case Feasibility.Remedy.LongerCycle cycle ->
            lines.add(
                "Or: a cycle of %s instead of %s.".formatted(days(cycle.to()), days(cycle.from())));
      }
    }
    if (!limits.isEmpty()) {
      lines.addFirst("What would do: limits of " + String.join(" and ", limits) + ".");
    } else {
      lines.set(0, lines.getFirst().replace("Or:", "What would do:"));
    }
    return lines;
  }

  private static String users(long users) {
    return number(users) + (users == 1 ? " user" : " users");
  }

  private static String number(long number) {
    return "%,d".formatted(number);
  }

  private static String time(Instant instant, ZoneId zone) {
    return TIME.format(instant.atZone(zone)) + " (" + zone + ")";
  }

  private static String minutes(int minutes) {
    return minutes < 120 ? minutes + " min" : "%d h %02d min".formatted(minutes / 60, minutes % 60);
  }

  private static String period(Duration period) {
    if (period.equals(Duration.ofSeconds(1))) {
      return "second";
    }
    return period.equals(Duration.ofMinutes(1)) ? "minute" : period.toMillis() / 1000.0 + " s";
  }

  private static String days(Duration duration) {
    long hours = duration.toHours();
    return hours % 24 == 0
        ? hours / 24 + (hours == 24 ? " day" : " days")
        : hours < 24 ? hours + " h" : "%d days %d h".formatted(hours / 24, hours % 24);
  }
}
