package io.tidegate.standalone.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of the timers: each push that was promised, beside what the other end saw.
 *
 * @param lines a channel each
 * @param strangers arrivals that nobody promised
 * @param dead what push-worker says it gave up; the other end refuses nothing, so it excuses
 *     nothing
 * @param cut sockets that push-worker closed
 */
record PushVerdict(List<Line> lines, int strangers, long dead, int cut) {
  /**
   * A channel.
   *
   * @param due promised for the run
   * @param arrived of them, at least once
   * @param twice of them, more than once
   * @param early of them, before their minute
   * @param expired pushes that push-worker says it dropped past their time to live
   * @param lateness of those that arrived, ascending
   */
  record Line(
      String channel,
      int due,
      int arrived,
      int twice,
      int early,
      long expired,
      List<Duration> lateness) {
    int missing() {
      return due - arrived;
    }

    /** Neither arrived nor reported as expired. */
    long lost() {
      return Math.max(0, missing() - expired);
    }

    /** The lateness that a share is not above; zero if none arrived. */
    Duration late(double share) {
      return lateness.isEmpty()
          ? Duration.ZERO
          : lateness.get((int) Math.ceil(share * lateness.size()) - 1);
    }
  }

  /**
   * Compares.
   *
   * @param expired by channel
   */
  static PushVerdict of(
      Collection<DuePush> due,
      List<Arrival> arrivals,
      Map<String, Long> expired,
      long dead,
      int cut) {
    Map<String, List<Instant>> seen = new HashMap<>();
    arrivals.forEach(
        one -> seen.computeIfAbsent(one.push(), push -> new ArrayList<>()).add(one.at()));
    List<Line> lines =
        due.stream()
            .map(DuePush::channel)
            .distinct()
            .sorted()
            .map(
                channel ->
                    line(
                        channel,
                        due.stream().filter(one -> one.channel().equals(channel)).toList(),
                        seen,
                        expired.getOrDefault(channel, 0L)))
            .toList();
    due.forEach(one -> seen.remove(one.id()));
    return new PushVerdict(lines, seen.size(), dead, cut);
  }

  private static Line line(
      String channel, List<DuePush> due, Map<String, List<Instant>> seen, long expired) {
    int twice = 0;
    int early = 0;
    List<Duration> lateness = new ArrayList<>();
    for (DuePush push : due) {
      List<Instant> times = seen.getOrDefault(push.id(), List.of());
      if (!times.isEmpty()) {
        Duration late =
            Duration.between(
                push.due(), times.stream().min(Comparator.naturalOrder()).orElseThrow());
        lateness.add(late);
        twice += times.size() > 1 ? 1 : 0;
        early += late.isNegative() ? 1 : 0;
      }
    }
    lateness.sort(Comparator.naturalOrder());
    return new Line(channel, due.size(), lateness.size(), twice, early, expired, lateness);
  }

  /** Promised pushes that neither arrived nor are reported as expired. */
  long lost() {
    return lines.stream().mapToLong(Line::lost).sum();
  }

  /** Whether each push that was due arrived once or is reported as expired, and none was early. */
  boolean held() {
    return !lines.isEmpty()
        && lines.stream().allMatch(line -> line.twice() == 0 && line.early() == 0)
        && lost() == 0
        && strangers == 0;
  }

  /** Whether nothing is awaited any more. */
  boolean isWhole() {
    return lines.stream().allMatch(line -> line.missing() == 0);
  }

  /** Prints everything. */
  void print(PrintWriter out) {
    out.println();
    out.println("What became of the timers' pushes:");
    row(out, "channel", "due", "arrived", "twice", "early", "late p50", "late p99", "latest");
    for (Line line : lines) {
      row(
          out,
          line.channel(),
          count(line.due()),
          count(line.arrived()),
          count(line.twice()),
          count(line.early()),
          seconds(line.late(0.5)),
          seconds(line.late(0.99)),
          seconds(line.late(1)));
    }
    out.printf(
        Locale.ROOT,
        "lost: %,d, expired: %,d, given up: %,d, never promised: %,d, sockets cut off: %,d%n",
        lost(),
        lines.stream().mapToLong(Line::expired).sum(),
        dead,
        strangers,
        cut);
    out.println(
        held()
            ? "TIMERS: each push that was due arrived once, or is reported as expired; none early."
            : "TIMERS: FAILED.");
  }

  private static void row(PrintWriter out, String... cells) {
    out.println(
        String.format(Locale.ROOT, "%-12s %9s %9s %7s %7s %9s %9s %9s", (Object[]) cells)
            .stripTrailing());
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
  }
}
