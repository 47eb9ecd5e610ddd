package io.tidegate.planning;

import io.tidegate.planning.traffic.DayCurve;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a round from an instant on, levelled twice: what is left over the days, and a day's
 * part of it over the ten-minute slots of that day.
 *
 * <p>What has passed of today counts as it was: its traffic and what was claimed raise the level
 * from which today is filled. So a plan that is followed stays as it is when it is made again, and
 * one that is not is mended over all that is left.
 */
public final class RoundLevels {

  private static final Duration SLOT = Duration.ofMinutes(10);
  private static final double DAY_SECONDS = 86_400;

  private final Terms terms;
  private final TrafficForecast forecast;
  private final Instant now;
  private final Demand demand;
  private final ZoneId zone;
  private final Openings openings;
  private final List<Part> parts;
  private final double[] dayCalls;

  /** A local day's part of the round: all of it, and what is left of it. */
  private record Part(LocalDate date, Span whole, @Nullable Span rest, double userCalls) {}

  /**
   * @param now from when on is planned; what of the round lies before it is past
   * @param resumed last cold start that was not the opening of a window; null for none
   * @throws IllegalArgumentException if the round is over by {@code now}
   */
  public RoundLevels(
      Terms terms,
      TrafficForecast forecast,
      Instant now,
      Demand demand,
      @Nullable Instant resumed) {
    if (!now.isBefore(demand.round().until())) {
      throw new IllegalArgumentException(
          "a round must end after it is planned, but ends at %s and is planned at %s"
              .formatted(demand.round().until(), now));
    }
    this.terms = terms;
    this.forecast = forecast;
    this.now = now.isBefore(demand.round().from()) ? demand.round().from() : now;
    this.demand = demand;
    this.zone = terms.policy().zone();
    Span rest = new Span(this.now, demand.round().until());
    this.openings = Openings.of(terms.policy(), terms.tickets(), rest, resumed);
    this.parts = parts();
    this.dayCalls = levelledDays();
  }

  private List<Part> parts() {
    List<Part> days = new ArrayList<>();
    Span round = demand.round();
    LocalDate date = now.atZone(zone).toLocalDate();
    while (date.atStartOfDay(zone).toInstant().isBefore(round.until())) {
      Span whole = Spans.common(day(date), round);
      Span rest =
          whole.until().isAfter(now)
              ? new Span(Spans.later(whole.from(), now), whole.until())
              : null;
      days.add(new Part(date, whole, rest, userCalls(date, whole)));
      date = date.plusDays(1);
    }
    return days;
  }

  private Span day(LocalDate date) {
    return new Span(
        date.atStartOfDay(zone).toInstant(), date.plusDays(1).atStartOfDay(zone).toInstant());
  }

  private double userCalls(LocalDate date, Span part) {
    if (part.equals(day(date))) {
      return forecast.day(date).total() * demand.share();
    }
    double calls = 0;
    for (Span slot : slots(date, part)) {
      calls += userCallsPerSecond(date, slot) * Spans.seconds(slot);
    }
    return calls;
  }

  private double[] levelledDays() {
    double[] bases = new double[parts.size()];
    double[] widths = new double[parts.size()];
    double[] capacities = new double[parts.size()];
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      double done = i == 0 ? demand.doneToday() * terms.callsPerRefresh() : 0;
      widths[i] = Spans.seconds(part.whole()) / DAY_SECONDS;
      bases[i] = (part.userCalls() + done) / widths[i];
      capacities[i] = part.rest() == null ? 0 : calls(part.rest());
    }
    return new WaterFilling(bases, widths, capacities)
        .fill(demand.left() * terms.callsPerRefresh());
  }

  private double calls(Span span) {
    return openings.calls(span.from(), span.until()) * demand.share();
  }

  /** Day targets in whole users, and for how many there is no room. */
  public RoundPlan days() {
    double[] users = new double[parts.size()];
    double sum = 0;
    for (int i = 0; i < users.length; i++) {
      users[i] = dayCalls[i] / terms.callsPerRefresh();
      sum += users[i];
    }
    long left = Math.round(demand.left());
    long planned = Math.min(left, (long) Math.floor(sum + 1e-6));
    long[] whole = WholeUsers.of(users, planned);
    List<DayTarget> targets = new ArrayList<>();
    for (int i = 0; i < whole.length; i++) {
      Part part = parts.get(i);
      targets.add(
          new DayTarget(
              part.date(),
              whole[i],
              i == 0 ? Math.round(demand.doneToday()) : 0,
              part.userCalls(),
              part.rest() == null ? 0 : (long) (calls(part.rest()) / terms.callsPerRefresh()),
              part.rest() == null ? 0 : openings.minutes(part.rest().from(), part.rest().until())));
    }
    return new RoundPlan(targets, left - planned);
  }

  /** The ten-minute slots of what is left of a day of the round, levelled; none for other days. */
  public List<SlotPlan> slots(LocalDate date) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).date().equals(date) && parts.get(i).rest() != null) {
        return levelledSlots(parts.get(i), dayCalls[i]);
      }
    }
    return List.of();
  }

  /**
   * Users planned, as an ideal with fractions, for the minute (or the part of it) that begins at
   * {@code now}.
   */
  double usersOfFirstMinute() {
    Span minute = new Span(now, Spans.earlier(now.plusSeconds(60), demand.round().until()));
    List<SlotPlan> slots = slots(parts.getFirst().date());
    double calls = 0;
    for (SlotPlan slot : slots) {
      if (!slot.span().from().isBefore(minute.until())) {
        break;
      }
      if (slot.capacityCalls() > 0) {
        Span common = Spans.common(slot.span(), minute);
        calls += slot.batchCalls() * calls(common) / slot.capacityCalls();
      }
    }
    return calls / terms.callsPerRefresh();
  }

  private List<SlotPlan> levelledSlots(Part part, double batchCalls) {
    Span rest = part.rest();
    if (rest == null) {
      return List.of();
    }
    List<Span> slots = slots(part.date(), rest);
    double[] bases = new double[slots.size()];
    double[] widths = new double[slots.size()];
    double[] capacities = new double[slots.size()];
    for (int i = 0; i < bases.length; i++) {
      Span slot = slots.get(i);
      widths[i] = openings.minutes(slot.from(), slot.until());
      bases[i] = userCallsPerSecond(part.date(), slot) * 60;
      capacities[i] = widths[i] == 0 ? 0 : calls(slot);
    }
    double[] filled = new WaterFilling(bases, widths, capacities).fill(batchCalls);
    List<SlotPlan> plans = new ArrayList<>(slots.size());
    for (int i = 0; i < filled.length; i++) {
      Span slot = slots.get(i);
      plans.add(
          new SlotPlan(
              slot, bases[i] / 60 * Spans.seconds(slot), filled[i], capacities[i], widths[i]));
    }
    return plans;
  }

  /** The slots of a day, cut to a part of it. */
  private List<Span> slots(LocalDate date, Span part) {
    List<Span> slots = new ArrayList<>();
    Instant start = date.atStartOfDay(zone).toInstant();
    long skip = Duration.between(start, part.from()).dividedBy(SLOT);
    for (Instant at = start.plus(SLOT.multipliedBy(skip));
        at.isBefore(part.until());
        at = at.plus(SLOT)) {
      slots.add(Spans.common(new Span(at, at.plus(SLOT)), part));
    }
    return slots;
  }

  private double userCallsPerSecond(LocalDate date, Span slot) {
    int label = slot.from().atZone(zone).toLocalTime().toSecondOfDay() / (int) SLOT.toSeconds();
    DayCurve curve = forecast.day(date);
    return curve.calls(label) / SLOT.toSeconds() * demand.share();
  }
}
