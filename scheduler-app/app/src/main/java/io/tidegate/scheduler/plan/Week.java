package io.tidegate.scheduler.plan;

import io.tidegate.planning.DayTarget;
import io.tidegate.planning.Demand;
import io.tidegate.planning.LaneProgress;
import io.tidegate.planning.RoundLevels;
import io.tidegate.planning.RoundPlan;
import io.tidegate.planning.Terms;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.policy.Round;
import io.tidegate.policy.Span;
import io.tidegate.scheduler.institution.Institution;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The day targets of an institution's week to come: the rest of this round, and rounds after it. */
final class Week {
  private static final Duration LENGTH = Duration.ofDays(7);

  /** Rounds of minutes (a trial, a demonstration) are not laid out for a week. */
  private static final int MOST_ROUNDS = 16;

  private final Terms terms;
  private final TrafficForecast forecast;
  private final Instant minute;

  /** What the parts of rounds that lie in a day add up to. */
  private static final class Day {
    private long users;
    private double userCalls;
    private long capacity;
    private double openMinutes;

    private void add(DayTarget part, double share) {
      users += part.users() + part.usersDone();
      userCalls += part.userCalls();
      capacity += part.capacity();
      openMinutes += part.openMinutes() * share;
    }
  }

  Week(Terms terms, TrafficForecast forecast, Instant minute) {
    this.terms = terms;
    this.forecast = forecast;
    this.minute = minute;
  }

  List<StoredDay> of(
      Institution institution, List<LaneRow> rows, DayStarts dayStarts, Instant now) {
    Round round = institution.policy().round();
    Map<Span, List<LaneProgress>> rounds = new LinkedHashMap<>();
    List<LaneProgress> lanes =
        new Lanes(rows, institution.policy(), minute, dayStarts, null).progress();
    for (LaneProgress lane : lanes) {
      rounds.computeIfAbsent(rest(lane.round()), span -> new ArrayList<>()).add(lane);
    }
    Map<LocalDate, Day> days = new TreeMap<>();
    days.put(minute.atZone(institution.zone()).toLocalDate(), new Day());
    long shortfall = 0;
    for (Map.Entry<Span, List<LaneProgress>> entry : rounds.entrySet()) {
      double share = (double) entry.getValue().size() / lanes.size();
      shortfall += lay(entry.getKey(), entry.getValue(), share, round, days);
    }
    long population = Lanes.population(rows);
    List<StoredDay> stored = new ArrayList<>();
    for (Map.Entry<LocalDate, Day> entry : days.entrySet()) {
      Day day = entry.getValue();
      stored.add(
          new StoredDay(
              institution.id(),
              entry.getKey(),
              institution.policyVersion(),
              day.users,
              day.userCalls,
              day.capacity,
              day.openMinutes,
              terms.callsPerRefresh(),
              shortfall,
              population,
              now));
    }
    return stored;
  }

  /** Lays the rest of a round and the rounds after it over days; returns this round's shortfall. */
  private long lay(
      Span first, List<LaneProgress> lanes, double share, Round round, Map<LocalDate, Day> days) {
    double left = lanes.stream().mapToLong(LaneProgress::left).sum();
    double done = lanes.stream().mapToLong(LaneProgress::claimedToday).sum();
    long population = lanes.stream().mapToLong(LaneProgress::population).sum();
    Demand demand = new Demand(first, left, done, share);
    long shortfall = add(demand, days);
    Span span = first;
    for (int n = 1; n < MOST_ROUNDS && span.until().isBefore(minute.plus(LENGTH)); n++) {
      span = new Span(span.until(), round.end(span.until()));
      add(new Demand(span, population, 0, share), days);
    }
    return shortfall;
  }

  private long add(Demand demand, Map<LocalDate, Day> days) {
    RoundPlan plan = new RoundLevels(terms, forecast, minute, demand, null).days();
    LocalDate last =
        minute.plus(LENGTH).atZone(terms.policy().zone()).toLocalDate();
    for (DayTarget part : plan.days()) {
      if (part.date().isBefore(last)) {
        days.computeIfAbsent(part.date(), date -> new Day()).add(part, demand.share());
      }
    }
    return plan.shortfall();
  }

  /** A round that should have been over has a twentieth of its length more, as in planning. */
  private Span rest(Span round) {
    if (round.until().isAfter(minute)) {
      return round;
    }
    Duration twentieth = round.length().dividedBy(20);
    Duration slack =
        twentieth.compareTo(Duration.ofMinutes(1)) < 0 ? Duration.ofMinutes(1) : twentieth;
    return new Span(round.from(), minute.plus(slack));
  }
}
