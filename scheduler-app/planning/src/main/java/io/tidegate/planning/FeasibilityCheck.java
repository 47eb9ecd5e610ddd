package io.tidegate.planning;

import io.tidegate.policy.CallWindow;
import io.tidegate.policy.CallWindows;
import io.tidegate.policy.Frequency;
import io.tidegate.policy.Hours;
import io.tidegate.policy.Pace;
import io.tidegate.policy.Policy;
import io.tidegate.policy.RateLimit;
import io.tidegate.policy.Round;
import io.tidegate.policy.Span;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Looks ahead, before a window opens: do all users who are due fit into what is left of the round?
 * Every remedy is tried, not estimated: with it they fit, with one step less they do not.
 */
public final class FeasibilityCheck {

  private static final Duration YEAR = Duration.ofDays(366);
  private static final int DAY_MINUTES = 24 * 60;
  private static final int MOST_TIMES = 10_000;
  private static final int HALVINGS = 45;

  private final Terms terms;
  private final Span rest;
  private final double calls;
  private final long users;

  private FeasibilityCheck(Terms terms, Span rest, long users) {
    this.terms = terms;
    this.rest = rest;
    this.users = users;
    this.calls = users * terms.callsPerRefresh();
  }

  /**
   * The answer for an institution.
   *
   * @param now from when on
   * @param roundEnd when the round should be over, after {@code now}
   * @param users users who are due until then
   */
  public static Feasibility of(Terms terms, Instant now, Instant roundEnd, long users) {
    return new FeasibilityCheck(terms, new Span(now, roundEnd), users).answer();
  }

  private Feasibility answer() {
    long capacity = capacity(terms.policy(), rest);
    if (users <= capacity) {
      return new Feasibility.Kept(rest, users, capacity);
    }
    List<Feasibility.Remedy> remedies = new ArrayList<>();
    remedies.addAll(higherLimits());
    longerWindows().ifPresent(remedies::add);
    longerCycle().ifPresent(remedies::add);
    return new Feasibility.Broken(rest, users, users - capacity, doneAt(), remedies);
  }

  /** Users who fit into a stretch under a policy. */
  private long capacity(Policy policy, Span stretch) {
    return (long) Math.floor(callsIn(policy, stretch) / terms.callsPerRefresh() + 1e-9);
  }

  private double callsIn(Policy policy, Span stretch) {
    Terms under = new Terms(policy, terms.callsPerRefresh(), terms.rateFactor());
    return Openings.of(policy, under.tickets(), stretch, null)
        .calls(stretch.from(), stretch.until());
  }

  private Optional<Instant> doneAt() {
    Duration length = rest.length();
    while (capacity(terms.policy(), new Span(rest.from(), rest.from().plus(length))) < users) {
      length = length.multipliedBy(2);
      if (length.compareTo(YEAR) > 0) {
        return Optional.empty();
      }
    }
    Span longest = new Span(rest.from(), rest.from().plus(length));
    Openings openings = Openings.of(terms.policy(), terms.tickets(), longest, null);
    int minutes =
        least(
            (int) length.toMinutes(),
            m -> openings.calls(0, m * 60.0) >= calls - 1e-6 * terms.callsPerRefresh());
    return Optional.of(rest.from().plus(Duration.ofMinutes(minutes)));
  }

  /** The smallest number up to {@code most} that holds; all above hold too. */
  private static int least(int most, IntPredicate holds) {
    int no = 0;
    int yes = most;
    while (yes - no > 1) {
      int middle = (no + yes) >>> 1;
      if (holds.test(middle)) {
        yes = middle;
      } else {
        no = middle;
      }
    }
    return yes;
  }

  /** All limits that have to be raised together. */
  private List<Feasibility.Remedy> higherLimits() {
    List<RateLimit> limits = terms.policy().limits();
    double tooLow = terms.policy().tickets().perSecond();
    double enough = tooLow * MOST_TIMES;
    if (!fits(withRate(enough))) {
      return List.of();
    }
    for (int halving = 0; halving < HALVINGS; halving++) {
      double middle = (tooLow + enough) / 2;
      if (fits(withRate(middle))) {
        enough = middle;
      } else {
        tooLow = middle;
      }
    }
    List<RateLimit> raised = withRate(enough).limits();
    List<Feasibility.Remedy> remedies = new ArrayList<>();
    for (int i = 0; i < limits.size(); i++) {
      RateLimit limit = limits.get(i);
      if (raised.get(i).calls() > limit.calls()) {
        remedies.add(
            new Feasibility.Remedy.HigherLimit(
                limit.calls(), raised.get(i).calls(), limit.per().length()));
      }
    }
    return remedies;
  }

  private boolean fits(Policy policy) {
    return capacity(policy, rest) >= users;
  }

  private Policy withRate(double callsPerSecond) {
    Policy policy = terms.policy();
    Pace pace = policy.pace();
    List<RateLimit> limits =
        pace.limits().stream().map(limit -> raised(limit, callsPerSecond)).toList();
    return with(
        policy,
        policy.hours(),
        policy.frequency(),
        new Pace(limits, pace.maxInFlight(), pace.lanes(), pace.allowance(), pace.ramp()));
  }

  private RateLimit raised(RateLimit limit, double callsPerSecond) {
    if (limit.scope() != RateLimit.Scope.INSTITUTION) {
      return limit;
    }
    double window = limit.window(terms.policy().pace().allowance()).toNanos() / 1e9;
    int calls = (int) Math.min(Integer.MAX_VALUE, Math.ceil(callsPerSecond * window));
    return new RateLimit(Math.max(limit.calls(), calls), limit.per(), limit.scope(), limit.call());
  }

  private Optional<Feasibility.Remedy> longerWindows() {
    if (terms.policy().windows().isAlways() || !fits(withLongerWindows(DAY_MINUTES))) {
      return Optional.empty();
    }
    int minutes = least(DAY_MINUTES, more -> fits(withLongerWindows(more)));
    return Optional.of(new Feasibility.Remedy.LongerWindows(minutes));
  }

  /** The longest window of each weekday closes later. */
  private Policy withLongerWindows(int minutes) {
    Policy policy = terms.policy();
    Map<DayOfWeek, CallWindow> longest = new EnumMap<>(DayOfWeek.class);
    List<CallWindow> windows = new ArrayList<>(policy.windows().windows());
    for (CallWindow window : windows) {
      longest.merge(window.day(), window, (a, b) -> a.minutes() >= b.minutes() ? a : b);
    }
    longest.forEach(
        (day, window) -> {
          int whole = Math.min(DAY_MINUTES, window.minutes() + minutes);
          windows.add(new CallWindow(day, window.fromMinute(), whole));
        });
    Hours hours = policy.hours();
    return with(
        policy,
        new Hours(hours.zone(), CallWindows.of(windows), hours.closed(), hours.guard()),
        policy.frequency(),
        policy.pace());
  }

  /**
   * Where a calendar quota makes the round, a longer cycle leaves a part of the users to the next
   * one; where the cycle makes it, the round itself grows.
   */
  private Optional<Feasibility.Remedy> longerCycle() {
    Policy policy = terms.policy();
    Duration now = policy.cycle();
    int hoursNow = (int) now.toHours();
    int most = (int) YEAR.toHours();
    IntPredicate enough = hours -> hours > hoursNow && fitsCycle(Duration.ofHours(hours));
    if (!enough.test(most)) {
      return Optional.empty();
    }
    return Optional.of(
        new Feasibility.Remedy.LongerCycle(now, Duration.ofHours(least(most, enough))));
  }

  private boolean fitsCycle(Duration cycle) {
    Policy policy = terms.policy();
    Policy longer =
        with(
            policy,
            policy.hours(),
            new Frequency(cycle, policy.quotas(), policy.accessWithin()),
            policy.pace());
    return switch (longer.round()) {
      case Round.PerPeriod period -> {
        Duration wished = longer(policy.cycle(), period.nominal());
        double part = Math.min(1, wished.toSeconds() / (double) longer(cycle, wished).toSeconds());
        yield Math.ceil(users * part) <= capacity(policy, rest);
      }
      case Round.Rolling rolling -> {
        Duration more = rolling.nominal().minus(policy.round().nominal());
        Span grown =
            new Span(rest.from(), rest.until().plus(more.isNegative() ? Duration.ZERO : more));
        yield capacity(policy, grown) >= users;
      }
    };
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Policy with(Policy policy, Hours hours, Frequency frequency, Pace pace) {
    return new Policy(
        policy.code(),
        policy.name(),
        policy.preset(),
        hours,
        frequency,
        pace,
        policy.access(),
        policy.calls(),
        policy.callsPerRefresh(),
        policy.answers());
  }
}
