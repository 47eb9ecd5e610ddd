package io.tidegate.planning;

import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.policy.Round;
import io.tidegate.policy.Span;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The days to come, as they would be planned if all goes as expected: every round from its begin,
 * with the same users in each.
 *
 * @param days the days asked for, in order
 * @param rounds the answer for every round that has a part in them, in order
 */
public record Outlook(List<Day> days, List<Feasibility> rounds) {

  /**
   * A day.
   *
   * @param date the local day
   * @param users day target
   * @param userCalls calls that users cause
   * @param batchCalls scheduled calls
   * @param slots its ten-minute slots in order, cut where a round ends
   */
  public record Day(
      LocalDate date, long users, double userCalls, double batchCalls, List<SlotPlan> slots) {
    public Day {
      slots = List.copyOf(slots);
    }

    public double capacityCalls() {
      return slots.stream().mapToDouble(SlotPlan::capacityCalls).sum();
    }

    public double openMinutes() {
      return slots.stream().mapToDouble(SlotPlan::openMinutes).sum();
    }
  }

  /** More would not tell more, and a round can be as short as a second. */
  private static final int MOST_ROUNDS = 3_000;

  public Outlook {
    days = List.copyOf(days);
    rounds = List.copyOf(rounds);
  }

  /**
   * Looks ahead.
   *
   * @param from first day
   * @param count how many days, at least 1
   * @param users users who are due in every round
   * @throws IllegalArgumentException if the days hold more rounds than anybody wants to see
   */
  public static Outlook of(
      Terms terms, TrafficForecast forecast, LocalDate from, int count, long users) {
    if (count < 1) {
      throw new IllegalArgumentException("there must be at least one day, but are " + count);
    }
    ZoneId zone = terms.policy().zone();
    Instant begin = from.atStartOfDay(zone).toInstant();
    Instant end = from.plusDays(count).atStartOfDay(zone).toInstant();
    Round round = terms.policy().round();
    Map<LocalDate, List<SlotPlan>> slots = new TreeMap<>();
    Map<LocalDate, Long> targets = new TreeMap<>();
    List<Feasibility> answers = new ArrayList<>();
    Instant at = round.begin(begin);
    while (at.isBefore(end)) {
      Span span = new Span(at, round.end(at));
      RoundLevels levels =
          new RoundLevels(terms, forecast, span.from(), Demand.whole(span, users), null);
      for (DayTarget day : levels.days().days()) {
        if (!day.date().isBefore(from) && day.date().isBefore(from.plusDays(count))) {
          targets.merge(day.date(), day.users(), Long::sum);
          slots
              .computeIfAbsent(day.date(), date -> new ArrayList<>())
              .addAll(levels.slots(day.date()));
        }
      }
      answers.add(FeasibilityCheck.of(terms, span.from(), span.until(), users));
      if (answers.size() > MOST_ROUNDS) {
        throw new IllegalArgumentException(
            "the days must hold %,d rounds at most; a round of %s comes more often: ask for fewer days"
                .formatted(MOST_ROUNDS, round.nominal()));
      }
      at = span.until();
    }
    List<Day> days = new ArrayList<>();
    slots.forEach((date, plans) -> days.add(day(date, targets.getOrDefault(date, 0L), plans)));
    return new Outlook(days, answers);
  }

  private static Day day(LocalDate date, long users, List<SlotPlan> slots) {
    return new Day(
        date,
        users,
        slots.stream().mapToDouble(SlotPlan::userCalls).sum(),
        slots.stream().mapToDouble(SlotPlan::batchCalls).sum(),
        slots);
  }
}
