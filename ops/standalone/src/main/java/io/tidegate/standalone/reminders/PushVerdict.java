package io.tidegate.standalone.reminders;

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
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What became of the timers: each push that was promised, beside what the other end saw.
 *
 * @param lines a channel each
 * @param strangers arrivals that nobody promised
 * @param dead what push-worker says it gave up; the other end refuses nothing, so it excuses
 *     nothing
 * @param cut sockets that push-worker closed
 * @param crashes how often push-worker ended
 * @param stoodStill whether it was made to stand still
 * @param latest of each minute, over all channels, the lateness of the one that came last
 */
public record PushVerdict(
    List<Line> lines,
    int strangers,
    long dead,
    int cut,
    int crashes,
    boolean stoodStill,
    SortedMap<Instant, Duration> latest) {
  /** What the dead one had sent may be taken so much later. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

  /**
   * A channel.
   *
   * @param due promised for the run
   * @param arrived of them, at least once
   * @param twice of them, more than once, with nothing that excuses it between
   * @param again of them, once more after push-worker ended or stood still
   * @param early of them, before their minute
   * @param expired pushes that push-worker says it dropped past their time to live
   * @param lateness of those that arrived, ascending
   */
  public record Line(
      String channel,
      int due,
      int arrived,
      int twice,
      int again,
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
   * @param crashes when push-worker ended
   * @param stops when it was made to stand still, or to go on
   */
  static PushVerdict of(
      Collection<DuePush> due,
      List<Arrival> arrivals,
      Map<String, Long> expired,
      long dead,
      int cut,
      List<Instant> crashes,
      List<Instant> stops) {
    List<Instant> excuses = Stream.concat(crashes.stream(), stops.stream()).toList();
    Map<String, List<Instant>> seen = new HashMap<>();
    arrivals.forEach(
        one -> seen.computeIfAbsent(one.push(), push -> new ArrayList<>()).add(one.at()));
    SortedMap<Instant, Duration> latest = new TreeMap<>();
    for (DuePush push : due) {
      first(push, seen).ifPresent(late -> latest.merge(push.due(), late, PushVerdict::longer));
    }
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
                        expired.getOrDefault(channel, 0L),
                        excuses))
            .toList();
    due.forEach(one -> seen.remove(one.id()));
    return new PushVerdict(lines, seen.size(), dead, cut, crashes.size(), !stops.isEmpty(), latest);
  }

  /** How late a push came the first time. */
  private static Optional<Duration> first(DuePush push, Map<String, List<Instant>> seen) {
    return seen.getOrDefault(push.id(), List.of()).stream()
        .min(Comparator.naturalOrder())
        .map(at -> Duration.between(push.due(), at));
  }

  private static Duration longest(SortedMap<Instant, Duration> minutes) {
    return minutes.values().stream().reduce(Duration.ZERO, PushVerdict::longer);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static Line line(
      String channel,
      List<DuePush> due,
      Map<String, List<Instant>> seen,
      long expired,
      List<Instant> excuses) {
    int twice = 0;
    int again = 0;
    int early = 0;
    List<Duration> lateness = new ArrayList<>();
    for (DuePush push : due) {
      List<Instant> times = seen.getOrDefault(push.id(), List.of());
      if (!times.isEmpty()) {
        List<Instant> sorted = times.stream().sorted().toList();
        Duration late = Duration.between(push.due(), sorted.getFirst());
        lateness.add(late);
        if (sorted.size() > 1) {
          boolean excused = isExcused(sorted, excuses);
          twice += excused ? 0 : 1;
          again += excused ? 1 : 0;
        }
        early += late.isNegative() ? 1 : 0;
      }
    }
    lateness.sort(Comparator.naturalOrder());
    return new Line(channel, due.size(), lateness.size(), twice, again, early, expired, lateness);
  }

  /** Whether push-worker ended or stood still between each arrival and the next. */
  private static boolean isExcused(List<Instant> arrivals, List<Instant> excuses) {
    for (int n = 1; n < arrivals.size(); n++) {
      Instant before = arrivals.get(n - 1).minus(ON_ITS_WAY);
      Instant after = arrivals.get(n);
      if (excuses.stream().noneMatch(one -> !one.isBefore(before) && one.isBefore(after))) {
        return false;
      }
    }
    return true;
  }

  /** Promised pushes that neither arrived nor are reported as expired. */
  public long lost() {
    return lines.stream().mapToLong(Line::lost).sum();
  }

  /**
   * Whether each push that was due arrived once or is reported as expired, and none was early. Who
   * dies between a push service's yes and writing it down cannot know: such a push comes again.
   */
  public boolean held() {
    return !lines.isEmpty()
        && lines.stream().allMatch(line -> line.twice() == 0 && line.early() == 0)
        && lost() == 0
        && strangers == 0;
  }

  /** Whether nothing is awaited any more. */
  public boolean isWhole() {
    return lines.stream().allMatch(line -> line.missing() == 0);
  }

  /** Prints everything. */
  public void print(PrintWriter out) {
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
    if (latest.size() > 1) {
      Instant second = latest.firstKey().plusSeconds(60);
      out.printf(
          Locale.ROOT,
          "latest in the first minute (everything is cold): %s, in the others: %s%n",
          seconds(longest(latest.headMap(second))),
          seconds(longest(latest.tailMap(second))));
    }
    out.println(
        held()
            ? "TIMERS: each push that was due arrived once, or is reported as expired; none early.%s"
                .formatted(interruptions())
            : "TIMERS: FAILED.");
  }

  private String interruptions() {
    List<String> said = new ArrayList<>();
    if (crashes > 0) {
      said.add(crashes == 1 ? "ended once" : "ended " + crashes + " times");
    }
    if (stoodStill) {
      said.add("stood still");
    }
    return said.isEmpty()
        ? ""
        : " push-worker %s; %d came again after it."
            .formatted(String.join(" and ", said), lines.stream().mapToInt(Line::again).sum());
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
