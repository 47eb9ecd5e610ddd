package io.tidegate.planning;

import io.tidegate.planning.traffic.DayCurve;
import io.tidegate.planning.traffic.SpecialDays;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.planning.traffic.TrafficHistory;
import io.tidegate.planning.traffic.TrafficLearning;
import io.tidegate.planning.traffic.TrafficProfile;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How good levelling is on traffic that really came, week by week: learn from the weeks before,
 * plan the week, let it come, compare. The batch of a week is a share of that week's user traffic.
 *
 * <p>Ours is planned again every ten minutes, knowing of the week only what was over by then.
 */
public final class WalkForward {

  /** Ways to spread a week's batch. */
  public enum Way {
    /** A seventh each day, all of it in the first open slot. */
    MIDNIGHT,
    /** Evenly over all open minutes. */
    UNIFORM,
    /** As Tidegate plans. */
    OURS,
    /**
     * As low as it can be, with the week's traffic known in advance; day and slot each by itself.
     */
    OPTIMUM
  }

  /**
   * Peaks of user traffic and batch together.
   *
   * @param day calls of the busiest day
   * @param slot calls of the busiest ten minutes
   */
  public record Peaks(double day, double slot) {}

  /**
   * One week.
   *
   * @param begin its first day
   * @param peaks of each way
   */
  public record Week(LocalDate begin, Map<Way, Peaks> peaks) {
    public Week {
      peaks = Map.copyOf(peaks);
    }

    public Peaks of(Way way) {
      Peaks found = peaks.get(way);
      if (found == null) {
        throw new IllegalArgumentException("the week knows no way " + way);
      }
      return found;
    }
  }

  private static final Duration SLOT = Duration.ofSeconds(DayPart.SLOT_SECONDS);
  private static final int WEEKS_TO_LEARN = 4;

  private final TrafficHistory traffic;
  private final SpecialDays special;
  private final Policy policy;
  private final double share;

  /**
   * A comparison on given traffic.
   *
   * @param traffic what came, many weeks of it
   * @param policy windows and zone; its rate must be ample, or it is what limits
   * @param share the batch of a week, as a part of its user traffic; above 0
   */
  public WalkForward(TrafficHistory traffic, SpecialDays special, Policy policy, double share) {
    this.traffic = traffic;
    this.special = special;
    this.policy = policy;
    this.share = share;
  }

  /** All whole weeks after the first four, counted from the first known day. */
  public List<Week> weeks() {
    List<Week> weeks = new ArrayList<>();
    LocalDate first = traffic.days().firstKey();
    LocalDate begin = first.plusWeeks(WEEKS_TO_LEARN);
    while (!begin.plusDays(6).isAfter(traffic.days().lastKey())) {
      if (isKnown(begin)) {
        weeks.add(week(begin));
      }
      begin = begin.plusWeeks(1);
    }
    return weeks;
  }

  private boolean isKnown(LocalDate begin) {
    for (int i = 0; i < 7; i++) {
      if (traffic.day(begin.plusDays(i)).known() < DayCurve.SLOTS) {
        return false;
      }
    }
    return true;
  }

  private Week week(LocalDate begin) {
    ZoneId zone = policy.zone();
    Span round =
        new Span(
            begin.atStartOfDay(zone).toInstant(),
            begin.plusWeeks(1).atStartOfDay(zone).toInstant());
    List<DayPart> days =
        days(begin, round, TrafficForecast.of(flat(), traffic, round.until(), zone));
    double amount = share * days.stream().mapToDouble(day -> day.userCalls).sum();
    Map<Way, Peaks> peaks = new EnumMap<>(Way.class);
    peaks.put(Way.MIDNIGHT, peaks(days, midnight(days, amount)));
    peaks.put(Way.UNIFORM, peaks(days, uniform(days, amount)));
    peaks.put(Way.OURS, peaks(days, ours(days, round, amount)));
    peaks.put(
        Way.OPTIMUM,
        new Peaks(
            peaks(days, byDays(days, amount)).day(), peaks(days, bySlots(days, amount)).slot()));
    return new Week(begin, peaks);
  }

  private static TrafficProfile flat() {
    return TrafficProfile.flat(0);
  }

  /** The week's days as they came. */
  private List<DayPart> days(LocalDate begin, Span round, TrafficForecast came) {
    Openings openings = Openings.of(policy, policy.tickets(), round, null);
    List<DayPart> days = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      days.add(
          DayPart.of(begin.plusDays(i), round, round.from(), policy.zone(), came, openings, 1));
    }
    return days;
  }

  private static double[][] midnight(List<DayPart> days, double amount) {
    double[][] batch = new double[days.size()][];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = new double[days.get(i).open.length];
      int slot = 0;
      while (slot < batch[i].length - 1 && days.get(i).open[slot] == 0) {
        slot++;
      }
      batch[i][slot] = amount / batch.length;
    }
    return batch;
  }

  private static double[][] uniform(List<DayPart> days, double amount) {
    double open = days.stream().mapToDouble(DayPart::openMinutes).sum();
    return days.stream()
        .map(day -> Arrays.stream(day.open).map(minutes -> amount * minutes / open).toArray())
        .toArray(double[][]::new);
  }

  private double[][] ours(List<DayPart> days, Span round, double amount) {
    LocalDate begin = days.getFirst().date;
    TrafficProfile profile = TrafficLearning.learn(traffic, special, begin, flat());
    Terms terms = new Terms(policy, 1, 1);
    TrafficHistory known = traffic.since(begin.minusDays(7));
    double[][] batch = new double[days.size()][];
    double left = amount;
    for (int i = 0; i < batch.length; i++) {
      batch[i] = new double[days.get(i).open.length];
      Instant dayBegin = days.get(i).whole.from();
      double done = 0;
      for (int slot = 0; slot < batch[i].length; slot++) {
        Instant now = dayBegin.plus(SLOT.multipliedBy(slot));
        TrafficForecast forecast = TrafficForecast.of(profile, known, now, policy.zone());
        Demand demand = new Demand(round, Math.max(0, left), done, 1);
        batch[i][slot] = new RoundLevels(terms, forecast, now, demand, null).callsOfFirstSlot();
        left -= batch[i][slot];
        done += batch[i][slot];
      }
    }
    return batch;
  }

  private static double[][] byDays(List<DayPart> days, double amount) {
    double[] calls =
        new WaterFilling(
                days.stream().mapToDouble(day -> day.userCalls / day.days()).toArray(),
                days.stream().mapToDouble(DayPart::days).toArray(),
                days.stream().mapToDouble(DayPart::capacityCalls).toArray())
            .fill(amount);
    double[][] batch = new double[days.size()][];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = RoundLevels.levelled(days.get(i), calls[i]);
    }
    return batch;
  }

  private static double[][] bySlots(List<DayPart> days, double amount) {
    double level = RoundLevels.level(days, amount);
    return days.stream()
        .map(day -> RoundLevels.levelled(day, day.capacityBelow(level)))
        .toArray(double[][]::new);
  }

  private static Peaks peaks(List<DayPart> days, double[][] batch) {
    double busiestDay = 0;
    double busiestSlot = 0;
    for (int i = 0; i < batch.length; i++) {
      DayPart day = days.get(i);
      busiestDay = Math.max(busiestDay, day.userCalls + Arrays.stream(batch[i]).sum());
      for (int slot = 0; slot < batch[i].length; slot++) {
        double minutes = (day.until[slot] - day.from[slot]) / 60;
        busiestSlot = Math.max(busiestSlot, day.userRate[slot] * minutes + batch[i][slot]);
      }
    }
    return new Peaks(busiestDay, busiestSlot);
  }
}
