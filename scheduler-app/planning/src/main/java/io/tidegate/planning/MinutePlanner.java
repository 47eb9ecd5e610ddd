package io.tidegate.planning;

import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.policy.Span;
import io.tidegate.policy.Tickets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the targets of a minute, from what is really left.
 *
 * <p>Each lane's target is ⌊b + x + u⌋, with x its ideal for the minute, b what it is behind the
 * ideal by the rounding so far, and u its phase, fixed for the day. That is ⌊cumulative ideal + u⌋
 * less what was planned before, as long as all that was planned is also claimed; what was not
 * claimed is in {@link LaneProgress#left} and so in the ideal of all minutes to come, never made up
 * in a burst.
 */
public final class MinutePlanner {

  private static final double EPSILON = 1e-9;

  private MinutePlanner() {}

  /**
   * Targets of all lanes for one minute.
   *
   * @param minute a whole minute, as a rule the next one
   * @param lanes progress of all lanes of the institution, lane 0 first
   * @param resumed last cold start that was not the opening of a window (resume, circuit); null for
   *     none
   * @return empty when no call may start in the minute
   */
  public static Optional<MinuteTargets> plan(
      Terms terms,
      TrafficForecast forecast,
      Instant minute,
      List<LaneProgress> lanes,
      @Nullable Instant resumed) {
    Optional<Span> open = terms.policy().openIn(minute);
    if (open.isEmpty() || lanes.isEmpty()) {
      return Optional.empty();
    }
    Map<Span, List<LaneProgress>> rounds = new LinkedHashMap<>();
    for (LaneProgress lane : lanes) {
      rounds.computeIfAbsent(rest(lane.round(), minute), span -> new ArrayList<>()).add(lane);
    }
    LaneTarget[] targets = new LaneTarget[lanes.size()];
    MinuteCapacity capacity = MinuteCapacity.of(terms, minute, open.get(), lanes.size(), resumed);
    rounds.forEach(
        (round, together) -> {
          double ideal = ideal(terms, forecast, minute, round, together, lanes.size(), resumed);
          double left = together.stream().mapToDouble(MinutePlanner::idealLeft).sum();
          for (LaneProgress lane : together) {
            double part = left == 0 ? 0 : ideal * idealLeft(lane) / left;
            targets[lane.lane()] = target(terms, minute, lane, part, capacity);
          }
        });
    List<LaneTarget> all = List.of(targets);
    Tickets tickets = terms.tickets();
    return Optional.of(
        new MinuteTargets(minute, open.get(), tickets, MinuteTargets.spanSeconds(all), all));
  }

  /** All lanes' ideal of the minute, in users. */
  private static double ideal(
      Terms terms,
      TrafficForecast forecast,
      Instant minute,
      Span round,
      List<LaneProgress> lanes,
      int allLanes,
      @Nullable Instant resumed) {
    double left = lanes.stream().mapToDouble(MinutePlanner::idealLeft).sum();
    double done = lanes.stream().mapToDouble(LaneProgress::doneToday).sum();
    Demand demand = new Demand(round, left, done, (double) lanes.size() / allLanes);
    return new RoundLevels(terms, forecast, minute, demand, resumed).usersOfFirstMinute();
  }

  private static double idealLeft(LaneProgress lane) {
    return Math.max(0, lane.left() - lane.behind());
  }

  private static LaneTarget target(
      Terms terms, Instant minute, LaneProgress lane, double ideal, MinuteCapacity capacity) {
    LocalDate day = minute.atZone(terms.policy().zone()).toLocalDate();
    double phase = Phase.of(terms.policy().code(), lane.lane(), day);
    double due = lane.behind() + ideal;
    long wanted = Math.max(0, (long) Math.floor(due + phase + EPSILON));
    long users = Math.min(Math.max(wanted, lane.least()), capacity.users(lane.lane()));
    double behind = Math.clamp(due - wanted, -1, 1);
    return new LaneTarget(lane.lane(), Math.toIntExact(users), behind);
  }

  /**
   * The round that is planned at a minute. One that should have been over gets a twentieth of its
   * length more (the slack of rolling rounds), at least a minute: late, and still no burst.
   */
  static Span rest(Span round, Instant minute) {
    Duration twentieth = round.length().dividedBy(20);
    Duration slack =
        twentieth.compareTo(Duration.ofMinutes(1)) < 0 ? Duration.ofMinutes(1) : twentieth;
    return round.until().isAfter(minute) ? round : new Span(round.from(), minute.plus(slack));
  }
}
