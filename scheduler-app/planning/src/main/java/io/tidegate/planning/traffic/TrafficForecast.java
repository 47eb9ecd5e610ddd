package io.tidegate.planning.traffic;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of each day: as it was where it was seen, and where not, as the profile has it,
 * corrected by what came lately.
 *
 * <p>The surprise of a day is the logarithm of what came over what the profile says. Today is
 * expected at the last whole day's surprise, as far as surprises persist from day to day ({@link
 * Trust#persistence}); as its slots come in, the latest of them weighing most, they take over; and
 * the days after get what persists of today's surprise.
 */
public final class TrafficForecast {

  /** How old a slot is when it weighs half, in slots: two hours. */
  private static final double HALF_LIFE_SLOTS = 12;

  /** How much of the weight of all slots belongs to the expectation before any is seen. */
  private static final double PRIOR = 0.1;

  private static final double MOST_SURPRISE = 0.7;
  private static final int LOOK_BACK_DAYS = 7;

  private final TrafficProfile profile;
  private final Map<LocalDate, DayCurve> days = new HashMap<>();
  private final @Nullable LocalDate today;
  private final double surprise;

  private TrafficForecast(
      TrafficProfile profile,
      Map<LocalDate, DayCurve> seen,
      @Nullable LocalDate today,
      double surprise) {
    this.profile = profile;
    this.days.putAll(seen);
    this.today = today;
    this.surprise = surprise;
  }

  /** The profile at its word. */
  public static TrafficForecast of(TrafficProfile profile) {
    return new TrafficForecast(profile, Map.of(), null, 0);
  }

  /**
   * The profile, corrected by what came.
   *
   * @param recent traffic up to now, of today and the week before; of today only the slots that are
   *     over by {@code now} are looked at, of later days nothing
   */
  public static TrafficForecast of(
      TrafficProfile profile, TrafficHistory recent, Instant now, ZoneId zone) {
    LocalDate today = now.atZone(zone).toLocalDate();
    int slotsOver = now.atZone(zone).toLocalTime().toSecondOfDay() / 600;
    DayCurve seen = recent.day(today).before(slotsOver);
    DayCurve habit = profile.day(today);
    DayCurve expected = habit.times(Math.exp(surpriseBefore(profile, recent, today)));
    DayCurve mended = seen.orElse(expected.times(correction(seen, expected, slotsOver)));
    Map<LocalDate, DayCurve> days = new HashMap<>();
    recent.before(today).days().tailMap(today.minusDays(LOOK_BACK_DAYS), true).forEach(days::put);
    days.replaceAll((date, curve) -> curve.orElse(profile.day(date)));
    days.put(today, mended);
    return new TrafficForecast(profile, days, today, surprise(mended.total(), habit.total()));
  }

  /** What today inherits from the last whole day before it. */
  private static double surpriseBefore(
      TrafficProfile profile, TrafficHistory recent, LocalDate today) {
    for (int age = 1; age <= LOOK_BACK_DAYS; age++) {
      DayCurve curve = recent.day(today.minusDays(age));
      if (curve.isWhole()) {
        double then = surprise(curve.wholeTotal(), profile.day(today.minusDays(age)).total());
        return then * Math.pow(profile.trust().persistence(), age);
      }
    }
    return 0;
  }

  private static double surprise(double came, double expected) {
    return came > 0 && expected > 0
        ? Math.clamp(Math.log(came / expected), -MOST_SURPRISE, MOST_SURPRISE)
        : 0;
  }

  /** By what the rest of today is to be multiplied: seen over expected, the latest slots first. */
  private static double correction(DayCurve seen, DayCurve expected, int slotsOver) {
    double mean = expected.total() / DayCurve.SLOTS;
    double came = 0;
    double thought = 0;
    double weight = 0;
    for (int slot = 0; slot < slotsOver; slot++) {
      if (seen.knows(slot)) {
        double w = Weights.aged(slotsOver - 1 - slot, HALF_LIFE_SLOTS);
        came += w * seen.calls(slot);
        thought += w * expected.calls(slot);
        weight += w;
      }
    }
    double prior = PRIOR * mean * Math.max(1, weight);
    return thought + prior > 0 ? (came + prior) / (thought + prior) : 1;
  }

  /** Calls of a local day: seen where they were seen, expected elsewhere; no slot is unknown. */
  public DayCurve day(LocalDate date) {
    return days.computeIfAbsent(date, this::expected);
  }

  private DayCurve expected(LocalDate date) {
    DayCurve habit = profile.day(date);
    if (today == null || !date.isAfter(today) || surprise == 0) {
      return habit;
    }
    long ahead = ChronoUnit.DAYS.between(today, date);
    return habit.times(
        Math.exp(surprise * Math.pow(profile.trust().persistence(), (double) ahead)));
  }
}
