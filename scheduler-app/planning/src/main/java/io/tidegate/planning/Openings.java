package io.tidegate.planning;

import io.tidegate.policy.Policy;
import io.tidegate.policy.Ramp;
import io.tidegate.policy.Span;
import io.tidegate.policy.Tickets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When an institution takes scheduled calls in a stretch of time, and how many: its open spans at
 * the rate of its tickets, less what the ramp after every cold start leaves unused.
 *
 * <p>A span begins cold when nothing was open for more than two minutes before it; the guard around
 * the edge of a quota period is no cold start.
 */
final class Openings {

  private static final Duration WARM = Duration.ofMinutes(2);
  private static final double SECOND = 1e9;

  private final Instant origin;
  private final double[] from;
  private final double[] until;
  private final double[] cold; // seconds since origin at which the ramp of the span began
  private final double[] callsBefore;
  private final double[] secondsBefore;
  private final Ramp ramp;
  private final double callsPerSecond;

  private Openings(
      Instant origin, List<Span> spans, double[] cold, Ramp ramp, double callsPerSecond) {
    this.origin = origin;
    this.cold = cold;
    this.ramp = ramp;
    this.callsPerSecond = callsPerSecond;
    this.from = new double[spans.size()];
    this.until = new double[spans.size()];
    this.callsBefore = new double[spans.size() + 1];
    this.secondsBefore = new double[spans.size() + 1];
    for (int i = 0; i < spans.size(); i++) {
      from[i] = seconds(spans.get(i).from());
      until[i] = seconds(spans.get(i).until());
      callsBefore[i + 1] = callsBefore[i] + callsOf(i, until[i]);
      secondsBefore[i + 1] = secondsBefore[i] + until[i] - from[i];
    }
  }

  /**
   * The openings of {@code stretch}.
   *
   * @param resumed last cold start that was not the opening of a window (resume, circuit); null for
   *     none
   */
  static Openings of(Policy policy, Tickets tickets, Span stretch, @Nullable Instant resumed) {
    Ramp ramp = policy.pace().ramp();
    Duration look = WARM.plusMinutes(ramp.minutes());
    List<Span> seen = policy.openSpans(stretch.from().minus(look), stretch.until());
    List<Span> spans = seen.stream().filter(span -> span.until().isAfter(stretch.from())).toList();
    int skipped = seen.size() - spans.size();
    double[] cold = new double[spans.size()];
    for (int i = 0; i < seen.size(); i++) {
      Instant start = coldStart(seen, i, stretch.from().minus(look), resumed);
      if (i >= skipped) {
        cold[i - skipped] = Duration.between(stretch.from(), start).toNanos() / SECOND;
      }
    }
    List<Span> clipped =
        spans.stream()
            .map(
                span ->
                    span.from().isBefore(stretch.from())
                        ? new Span(stretch.from(), span.until())
                        : span)
            .toList();
    return new Openings(stretch.from(), clipped, cold, ramp, tickets.perMinute() / 60.0);
  }

  private static Instant coldStart(
      List<Span> spans, int i, Instant looked, @Nullable Instant resumed) {
    int first = i;
    while (first > 0
        && Duration.between(spans.get(first - 1).until(), spans.get(first).from()).compareTo(WARM)
            <= 0) {
      first--;
    }
    Instant start = spans.get(first).from();
    if (!start.isAfter(looked)) {
      start = Instant.EPOCH; // open since before we looked: warm
    }
    if (resumed == null || !resumed.isAfter(start) || !resumed.isBefore(spans.get(i).until())) {
      return start;
    }
    return resumed;
  }

  /** Calls that may start between two instants. */
  double calls(Instant a, Instant b) {
    return calls(seconds(a), seconds(b));
  }

  /** Calls that may start between two instants, given in seconds since the stretch's begin. */
  double calls(double a, double b) {
    return Math.max(0, callsUntil(b) - callsUntil(a));
  }

  /** Open minutes between two instants, given in seconds since the stretch's begin. */
  double minutes(double a, double b) {
    return Math.max(0, secondsUntil(b) - secondsUntil(a)) / 60;
  }

  private double callsUntil(double at) {
    int i = spanAt(at);
    return i < 0 ? 0 : callsBefore[i] + callsOf(i, Math.min(at, until[i]));
  }

  private double secondsUntil(double at) {
    int i = spanAt(at);
    return i < 0 ? 0 : secondsBefore[i] + Math.min(at, until[i]) - from[i];
  }

  /** The last span that begins at or before an instant; -1 if there is none. */
  private int spanAt(double at) {
    int low = 0;
    int high = from.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (from[middle] <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Calls of span {@code i} up to an instant in it. */
  private double callsOf(int i, double at) {
    return (at - from[i] - ramped(from[i] - cold[i], at - cold[i])) * callsPerSecond;
  }

  /**
   * Seconds that the ramp takes away between two ages of a span, in seconds since its cold start.
   */
  private double ramped(double fromAge, double untilAge) {
    double lost = 0;
    for (int minute = 0; minute < ramp.minutes(); minute++) {
      double begin = Math.max(fromAge, minute * 60.0);
      double end = Math.min(untilAge, (minute + 1) * 60.0);
      lost += Math.max(0, end - begin) * (1 - ramp.share(minute));
    }
    return lost;
  }

  /** Seconds from the stretch's begin to an instant. */
  double seconds(Instant instant) {
    return Duration.between(origin, instant).toNanos() / SECOND;
  }

  Instant instant(double seconds) {
    return origin.plusNanos(Math.round(seconds * SECOND));
  }
}
