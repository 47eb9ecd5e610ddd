package io.tidegate.planning;

import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.planning.traffic.TrafficProfile;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A round, minute by minute, by a clock that the test moves: plan the next minute, claim what was
 * planned (or not, while the workers are away), go on.
 */
final class RoundRun {

  /** What was planned for a minute, and how many users were left before it. */
  record Planned(MinuteTargets targets, double ideal, long leftBefore) {
    int users() {
      return targets.users();
    }
  }

  private static final Duration MINUTE = Duration.ofMinutes(1);

  Function<Instant, Policy> policy;
  Predicate<Instant> workersAway = minute -> false;
  Function<Instant, TrafficForecast> traffic = minute -> TrafficForecast.of(TrafficProfile.flat(0));
  double callsPerRefresh = 1;
  @Nullable Instant resumed;

  final Span round;
  final long[] population;
  final long[] claimed;
  private final long[] claimedToday;
  private final double[] behind;
  private LocalDate today = LocalDate.MIN;
  final List<Planned> minutes = new ArrayList<>();

  RoundRun(Policy policy, Span round, long... population) {
    this.policy = minute -> policy;
    this.round = round;
    this.population = population.clone();
    this.claimed = new long[population.length];
    this.claimedToday = new long[population.length];
    this.behind = new double[population.length];
  }

  RoundRun toTheEnd() {
    return until(round.until());
  }

  private @Nullable Instant at;

  RoundRun until(Instant end) {
    Instant from = at;
    Instant minute = from == null ? round.from() : from;
    for (; minute.isBefore(end); minute = minute.plus(MINUTE)) {
      minute(minute);
    }
    at = minute;
    return this;
  }

  private void minute(Instant minute) {
    Policy now = policy.apply(minute);
    LocalDate date = minute.atZone(now.zone()).toLocalDate();
    if (!date.equals(today)) {
      today = date;
      Arrays.fill(claimedToday, 0);
    }
    List<LaneProgress> lanes = new ArrayList<>();
    for (int lane = 0; lane < population.length; lane++) {
      lanes.add(progress(lane));
    }
    Terms terms = new Terms(now, callsPerRefresh, 1);
    Optional<MinuteTargets> targets =
        MinutePlanner.plan(terms, traffic.apply(minute), minute, lanes, resumed);
    if (targets.isEmpty()) {
      return;
    }
    boolean away = workersAway.test(minute);
    long leftBefore = left();
    double ideal = 0;
    for (LaneTarget target : targets.get().lanes()) {
      int lane = target.lane();
      ideal += target.users() + target.behind() - behind[lane];
      behind[lane] = target.behind();
      if (!away) {
        long taken = Math.min(target.users(), population[lane] - claimed[lane]);
        claimed[lane] += taken;
        claimedToday[lane] += taken;
      }
    }
    minutes.add(new Planned(targets.get(), ideal, leftBefore));
  }

  private LaneProgress progress(int lane) {
    return new LaneProgress(
        lane,
        round,
        population[lane],
        claimed[lane],
        claimed[lane],
        claimedToday[lane],
        0,
        0,
        claimed[lane] == population[lane],
        behind[lane]);
  }

  long left() {
    long left = 0;
    for (int lane = 0; lane < population.length; lane++) {
      left += population[lane] - claimed[lane];
    }
    return left;
  }
}
