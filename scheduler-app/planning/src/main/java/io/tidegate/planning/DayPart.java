package io.tidegate.planning;

import io.tidegate.planning.traffic.DayCurve;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * A local day's part of a round: what users cause in all of it, and the ten-minute slots of what is
 * left of it. Slots are stretches of time counted from the day's first instant, so a day of 23
 * hours has 138 and one of 25 hours 150; the label of their begin says which slot of the traffic
 * curve they take.
 */
final class DayPart {

  static final int SLOT_SECONDS = 600;
  private static final double DAY_SECONDS = 86_400;

  final LocalDate date;

  /** The whole part, passed or not. */
  final Span whole;

  /** Calls that users cause in the whole part. */
  final double userCalls;

  /** What is left: begins and ends of the slots, in seconds since the openings' origin. */
  final double[] from;

  final double[] until;

  /** Calls of users per minute in each slot. */
  final double[] userRate;

  /** Open minutes of each slot. */
  final double[] open;

  /** Scheduled calls that could start in each slot. */
  final double[] capacity;

  private DayPart(LocalDate date, Span whole, double userCalls, double[] from, double[] until) {
    this.date = date;
    this.whole = whole;
    this.userCalls = userCalls;
    this.from = from;
    this.until = until;
    this.userRate = new double[from.length];
    this.open = new double[from.length];
    this.capacity = new double[from.length];
  }

  /**
   * The part of a day that lies in a round.
   *
   * @param share which part of the institution's traffic and capacity counts
   */
  static DayPart of(
      LocalDate date,
      Span round,
      Instant now,
      ZoneId zone,
      TrafficForecast forecast,
      Openings openings,
      double share) {
    Instant begin = date.atStartOfDay(zone).toInstant();
    Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
    Span whole = Spans.common(new Span(begin, end), round);
    DayCurve curve = forecast.day(date);
    Labels labels = Labels.of(date, begin, end, zone);
    double offset = openings.seconds(begin);
    double rest = Math.max(openings.seconds(whole.from()), openings.seconds(now));
    double restUntil = openings.seconds(whole.until());
    int first = (int) Math.max(0, Math.floor((rest - offset) / SLOT_SECONDS));
    int last = (int) Math.ceil((restUntil - offset) / SLOT_SECONDS);
    double[] from = new double[Math.max(0, last - first)];
    double[] until = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      from[i] = Math.max(rest, offset + (double) (first + i) * SLOT_SECONDS);
      until[i] = Math.min(restUntil, offset + (double) (first + i + 1) * SLOT_SECONDS);
    }
    double calls =
        whole.from().equals(begin) && whole.until().equals(end) && labels.isPlain()
            ? curve.total()
            : labels.calls(curve, openings.seconds(whole.from()) - offset, restUntil - offset);
    DayPart part = new DayPart(date, whole, calls * share, from, until);
    for (int i = 0; i < from.length; i++) {
      part.userRate[i] = curve.calls(labels.slot(first + i)) / 10 * share;
      part.open[i] = openings.minutes(from[i], until[i]);
      part.capacity[i] = part.open[i] == 0 ? 0 : openings.calls(from[i], until[i]) * share;
    }
    return part;
  }

  /** Its length in days of 24 hours. */
  double days() {
    return Spans.seconds(whole) / DAY_SECONDS;
  }

  /** Scheduled calls that could start in what is left. */
  double capacityCalls() {
    return Arrays.stream(capacity).sum();
  }

  /** Scheduled calls that could start in what is left without any slot rising above a level. */
  double capacityBelow(double callsPerMinute) {
    double sum = 0;
    for (int i = 0; i < capacity.length; i++) {
      if (capacity[i] > 0) {
        sum += Math.clamp((callsPerMinute - userRate[i]) * open[i], 0, capacity[i]);
      }
    }
    return sum;
  }

  double openMinutes() {
    return Arrays.stream(open).sum();
  }

  /** Which slot of a traffic curve a stretch of ten minutes since the day's begin belongs to. */
  private record Labels(Instant begin, ZoneId zone, boolean isPlain) {

    static Labels of(LocalDate date, Instant begin, Instant end, ZoneId zone) {
      boolean plain =
          Duration.between(begin, end).toSeconds() == (long) DAY_SECONDS
              && begin.equals(date.atStartOfDay().toInstant(offset(begin, zone)));
      return new Labels(begin, zone, plain);
    }

    private static ZoneOffset offset(Instant instant, ZoneId zone) {
      return zone.getRules().getOffset(instant);
    }

    int slot(int index) {
      if (isPlain) {
        return Math.min(index, DayCurve.SLOTS - 1);
      }
      Instant at = begin.plusSeconds((long) index * SLOT_SECONDS);
      return at.atZone(zone).toLocalTime().toSecondOfDay() / SLOT_SECONDS;
    }

    double calls(DayCurve curve, double from, double until) {
      double calls = 0;
      for (int i = (int) (from / SLOT_SECONDS); i * (double) SLOT_SECONDS < until; i++) {
        double begins = Math.max(from, i * (double) SLOT_SECONDS);
        double ends = Math.min(until, (i + 1) * (double) SLOT_SECONDS);
        calls += curve.calls(slot(i)) * (ends - begins) / SLOT_SECONDS;
      }
      return calls;
    }
  }
}
