package io.tidegate.scheduler.plan;

import io.tidegate.planning.DayTarget;
import io.tidegate.planning.Demand;
import io.tidegate.planning.LaneProgress;
import io.tidegate.planning.RoundLevels;
import io.tidegate.planning.RoundPlan;
import io.tidegate.planning.SlotPlan;
import io.tidegate.planning.Terms;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.policy.Round;
import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An institution's week to come: the rest of the rounds its lanes are in, and the rounds after
 * them, each levelled over its days and slots.
 */
final class Week {
  private static final Duration LENGTH = Duration.ofDays(7);

  /** Rounds of minutes (a trial, a demonstration) are not laid out for a week. */
  private static final int MOST_ROUNDS = 16;

  /** A round of some of the lanes. */
  private record Part(RoundLevels levels, double share) {}

  /** What the parts of rounds that lie in a day add up to. */
  record Day(long users, double userCalls, long capacity, double openMinutes) {
    static final Day NONE = new Day(0, 0, 0, 0);

    Day plus(DayTarget part, double share) {
      return new Day(
          users + part.users() + part.usersDone(),
          userCalls + part.userCalls(),
          capacity + part.capacity(),
          openMinutes + part.openMinutes() * share);
    }
  }

  private final LocalDate today;
  private final LocalDate last;
  private final Instant roundEnd;
  private final long due;
  private final long shortfall;
  private final List<Part> parts = new ArrayList<>();

  Week(Terms terms, TrafficForecast forecast, Instant minute, List<LaneProgress> lanes) {
    this.today = minute.atZone(terms.policy().zone()).toLocalDate();
    this.last = minute.plus(LENGTH).atZone(terms.policy().zone()).toLocalDate();
    Map<Span, List<LaneProgress>> rounds = new LinkedHashMap<>();
    for (LaneProgress lane : lanes) {
      rounds.computeIfAbsent(rest(lane.round(), minute), span -> new ArrayList<>()).add(lane);
    }
    Instant end = minute.plusSeconds(60);
    long users = 0;
    long without = 0;
    for (Map.Entry<Span, List<LaneProgress>> entry : rounds.entrySet()) {
      Span round = entry.getKey();
      List<LaneProgress> together = entry.getValue();
      double share = (double) together.size() / lanes.size();
      long left = together.stream().mapToLong(LaneProgress::left).sum();
      long done = together.stream().mapToLong(LaneProgress::claimedToday).sum();
      long population = together.stream().mapToLong(LaneProgress::population).sum();
      RoundLevels levels =
          new RoundLevels(terms, forecast, minute, new Demand(round, left, done, share), null);
      parts.add(new Part(levels, share));
      without += levels.days().shortfall();
      users += left;
      end = round.until().isAfter(end) ? round.until() : end;
      addRoundsAfter(round, population, share, terms, forecast, minute);
    }
    this.due = users;
    this.shortfall = without;
    this.roundEnd = end;
  }

  private void addRoundsAfter(
      Span first,
      long population,
      double share,
      Terms terms,
      TrafficForecast forecast,
      Instant minute) {
    Round round = terms.policy().round();
    Span span = first;
    for (int n = 1; n < MOST_ROUNDS && span.until().isBefore(minute.plus(LENGTH)); n++) {
      span = new Span(span.until(), round.end(span.until()));
      Demand demand = new Demand(span, population, 0, share);
      parts.add(new Part(new RoundLevels(terms, forecast, minute, demand, null), share));
    }
  }

  /** Users who are due in the rounds that the lanes are in. */
  long due() {
    return due;
  }

  /** Users of those rounds for whom no day has room. */
  long shortfall() {
    return shortfall;
  }

  /** When the last of those rounds should be over. */
  Instant roundEnd() {
    return roundEnd;
  }

  /** The days of the week to come, today first. */
  Map<LocalDate, Day> days() {
    Map<LocalDate, Day> days = new TreeMap<>();
    days.put(today, Day.NONE);
    for (Part part : parts) {
      RoundPlan plan = part.levels().days();
      for (DayTarget target : plan.days()) {
        if (target.date().isBefore(last)) {
          Day before = days.getOrDefault(target.date(), Day.NONE);
          days.put(target.date(), before.plus(target, part.share()));
        }
      }
    }
    return days;
  }

  /** Scheduled calls planned for the ten-minute slots of what is left of a day, by their begin. */
  Map<Instant, Double> batchCalls(LocalDate date) {
    Map<Instant, Double> calls = new TreeMap<>();
    for (Part part : parts) {
      for (SlotPlan slot : part.levels().slots(date)) {
        calls.merge(slot.span().from(), slot.batchCalls(), Double::sum);
      }
    }
    return calls;
  }

  /** A round that should have been over has a twentieth of its length more, as in planning. */
  private static Span rest(Span round, Instant minute) {
    if (round.until().isAfter(minute)) {
      return round;
    }
    Duration twentieth = round.length().dividedBy(20);
    Duration slack =
        twentieth.compareTo(Duration.ofMinutes(1)) < 0 ? Duration.ofMinutes(1) : twentieth;
    return new Span(round.from(), minute.plus(slack));
  }
}
