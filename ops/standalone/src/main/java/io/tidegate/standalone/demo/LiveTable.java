package io.tidegate.standalone.demo;

import io.tidegate.standalone.stage.Actor;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of a run: drawn over itself on a terminal, else printed once in a while. */
final class LiveTable {
  private final List<Actor> actors;
  private final PrintWriter out;
  private final boolean terminal;
  private int drawn;

  LiveTable(List<Actor> actors, PrintWriter out, boolean terminal) {
    this.actors = actors;
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Draws the run as it stands.
   *
   * @param left what is left of it
   */
  void draw(Tape tape, Instant now, Duration left) {
    List<String> lines = lines(tape, now, left);
    if (terminal && drawn > 0) {
      out.print("\033[" + drawn + "A");
    }
    for (String line : lines) {
      out.print(terminal ? "\r\033[K" + line + "\n" : line + "\n");
    }
    out.flush();
    drawn = lines.size();
  }

  private List<String> lines(Tape tape, Instant now, Duration left) {
    List<String> lines = new ArrayList<>();
    lines.add(
        left.isNegative()
            ? "drained at " + clock(now)
            : "%s, %d s of the run left".formatted(clock(now), left.toSeconds()));
    lines.add(
        row(
            "institution",
            "hours",
            "users",
            "target",
            "started",
            "ok",
            "failed",
            "calls/s",
            "late p99"));
    long users = 0;
    for (Actor actor : actors) {
      users += actor.users();
      lines.add(row(actor.code(), actor.hours().words(), actor.users(), tape.line(actor.code())));
    }
    lines.add(row("all", "", users, tape.total()));
    return lines;
  }

  private static String row(String institution, String hours, long users, Tape.Line line) {
    return row(
        institution,
        hours,
        count(users),
        count(line.target()),
        count(line.started()),
        count(line.ok()),
        count(line.failed()),
        String.format(Locale.ROOT, "%,.1f", line.rate()),
        line.started() == 0 ? "" : String.format(Locale.ROOT, "%.2f ms", line.latenessMillis()));
  }

  private static String row(String... cells) {
    return String.format(Locale.ROOT, "%-12s %-18s %8s %9s %9s %9s %7s %8s %9s", (Object[]) cells)
        .stripTrailing();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String clock(Instant now) {
    String time = now.toString();
    return time.substring(11, 19) + " UTC";
  }
}
