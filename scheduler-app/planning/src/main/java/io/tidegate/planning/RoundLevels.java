package io.tidegate.planning;

import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.policy.Span;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a round from an instant on, levelled twice: what is left over the days, and a day's
 * part of it over the ten-minute slots of that day.
 *
 * <p>What has passed of today counts as it was: its traffic and what was claimed raise the level
 * from which today is filled. So a plan that is followed stays as it is when it is made again, and
 * one that is not is mended over all that is left.
 *
 * <p>A day takes no more than fits under the round's highest slot as users alone make it, or, where
 * little fits there, under half as much again as the lowest level that the whole rest could be
 * spread at. Without that, a day that turns out quiet in the evening would be given all that it
 * could take, in its last slots.
 */
public final class RoundLevels {

  /** How much more than the rest must fit under the highest slot for it to be the limit. */
  private static final double AMPLE = 1.2;

  /** How far above the lowest possible level the limit is, where the highest slot is too low. */
  private static final double SLACK = 1.5;

  private final Terms terms;
  private final Instant now;
  private final Demand demand;
  private final Openings openings;
  private final List<DayPart> parts;
  private final double[] dayCalls;

  /**
   * Levels what is left of a round.
   *
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
    this.now = Spans.later(now, demand.round().from());
    this.demand = demand;
    Span rest = new Span(this.now, demand.round().until());
    this.openings = Openings.of(terms.policy(), terms.tickets(), rest, resumed);
    this.parts = parts(forecast);
    this.dayCalls = levelledDays(forecast);
  }

  private List<DayPart> parts(TrafficForecast forecast) {
    ZoneId zone = terms.policy().zone();
    List<DayPart> days = new ArrayList<>();
    LocalDate date = now.atZone(zone).toLocalDate();
    while (date.atStartOfDay(zone).toInstant().isBefore(demand.round().until())) {
      days.add(DayPart.of(date, demand.round(), now, zone, forecast, openings, demand.share()));
      date = date.plusDays(1);
    }
    return days;
  }

  private double[] levelledDays(TrafficForecast forecast) {
    double amount = demand.left() * terms.callsPerRefresh();
    double limit = slotLimit(amount, forecast);
    double[] bases = new double[parts.size()];
    double[] widths = new double[parts.size()];
    double[] capacities = new double[parts.size()];
    for (int i = 0; i < parts.size(); i++) {
      DayPart part = parts.get(i);
      double done = i == 0 ? demand.doneToday() * terms.callsPerRefresh() : 0;
      widths[i] = part.days();
      bases[i] = (part.userCalls + done) / widths[i];
      capacities[i] = part.capacityBelow(limit);
    }
    return new WaterFilling(bases, widths, capacities).fill(amount);
  }

  /** The level, in calls per minute, that no slot shall rise above. */
  private double slotLimit(double amount, TrafficForecast forecast) {
    double highest = 0;
    ZoneId zone = terms.policy().zone();
    LocalDate first = demand.round().from().atZone(zone).toLocalDate();
    LocalDate last = parts.getLast().date;
    for (LocalDate date = first; !date.isAfter(last); date = date.plusDays(1)) {
      highest = Math.max(highest, forecast.day(date).peak() / 10 * demand.share());
    }
    double fits = 0;
    for (DayPart part : parts) {
      fits += part.capacityBelow(highest);
    }
    return fits >= amount * AMPLE ? highest : Math.max(highest, SLACK * level(parts, amount));
  }

  /** The level of all slots of some days, were they filled together. */
  static double level(List<DayPart> parts, double amount) {
    double[] bases = concatenated(parts.stream().map(part -> part.userRate).toList());
    double[] widths = concatenated(parts.stream().map(part -> part.open).toList());
    double[] capacities = concatenated(parts.stream().map(part -> part.capacity).toList());
    return new WaterFilling(bases, widths, capacities).level(amount);
  }

  private static double[] concatenated(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Day targets in whole users, and for how many there is no room. */
  public RoundPlan days() {
    double[] users =
        Arrays.stream(dayCalls).map(calls -> calls / terms.callsPerRefresh()).toArray();
    long left = Math.round(demand.left());
    long planned = Math.min(left, (long) Math.floor(Arrays.stream(users).sum() + 1e-6));
    long[] whole = WholeUsers.of(users, planned);
    List<DayTarget> targets = new ArrayList<>();
    for (int i = 0; i < whole.length; i++) {
      DayPart part = parts.get(i);
      targets.add(
          new DayTarget(
              part.date,
              whole[i],
              i == 0 ? Math.round(demand.doneToday()) : 0,
              part.userCalls,
              (long) (part.capacityCalls() / terms.callsPerRefresh()),
              part.openMinutes()));
    }
    return new RoundPlan(targets, left - planned);
  }

  /** The ten-minute slots of what is left of a day of the round, levelled; none for other days. */
  public List<SlotPlan> slots(LocalDate date) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).date.equals(date)) {
        return slotPlans(parts.get(i), levelled(parts.get(i), dayCalls[i]));
      }
    }
    return List.of();
  }

  /**
   * Users planned, as an ideal with fractions, for the minute (or the part of it) that begins at
   * {@code now}.
   */
  double usersOfFirstMinute() {
    DayPart today = parts.getFirst();
    double[] slots = levelled(today, dayCalls[0]);
    double calls = 0;
    for (int i = 0; i < slots.length && today.from[i] < 60; i++) {
      if (today.capacity[i] > 0) {
        double usable =
            openings.calls(today.from[i], Math.min(60, today.until[i])) * demand.share();
        calls += slots[i] * usable / today.capacity[i];
      }
    }
    return calls / terms.callsPerRefresh();
  }

  /** Calls planned for the slot that begins at {@code now}. */
  double callsOfFirstSlot() {
    return levelled(parts.getFirst(), dayCalls[0])[0];
  }

  /** Some calls spread over what is left of a day. */
  static double[] levelled(DayPart part, double calls) {
    return new WaterFilling(part.userRate, part.open, part.capacity).fill(calls);
  }

  private List<SlotPlan> slotPlans(DayPart part, double[] calls) {
    List<SlotPlan> plans = new ArrayList<>(calls.length);
    for (int i = 0; i < calls.length; i++) {
      Span span = new Span(openings.instant(part.from[i]), openings.instant(part.until[i]));
      double userCalls = part.userRate[i] * Spans.seconds(span) / 60;
      plans.add(new SlotPlan(span, userCalls, calls[i], part.capacity[i], part.open[i]));
    }
    return plans;
  }
}
