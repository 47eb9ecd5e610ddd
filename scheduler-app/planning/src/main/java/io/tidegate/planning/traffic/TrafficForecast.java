package io.tidegate.planning.traffic;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * The traffic of each day from now on: as the profile has it, corrected by what really came today.
 */
public final class TrafficForecast {

  private final TrafficProfile profile;
  private final Map<LocalDate, DayCurve> days = new HashMap<>();

  private TrafficForecast(TrafficProfile profile) {
    this.profile = profile;
  }

  /** The profile at its word. */
  public static TrafficForecast of(TrafficProfile profile) {
    return new TrafficForecast(profile);
  }

  /**
   * The profile, corrected by what came.
   *
   * @param recent traffic up to now, of today and the days of the round before it; only slots that
   *     are over by {@code now} are looked at
   */
  public static TrafficForecast of(
      TrafficProfile profile, TrafficHistory recent, Instant now, ZoneId zone) {
    TrafficForecast forecast = new TrafficForecast(profile);
    LocalDate today = now.atZone(zone).toLocalDate();
    int over = now.atZone(zone).toLocalTime().toSecondOfDay() / 600;
    DayCurve seen = recent.day(today);
    DayCurve past = DayCurve.of(slot -> slot < over ? seen.calls(slot) : Double.NaN);
    forecast.days.put(today, past.orElse(profile.day(today)));
    return forecast;
  }

  /** Calls of a local day: seen where they were seen, expected elsewhere; no slot is unknown. */
  public DayCurve day(LocalDate date) {
    return days.computeIfAbsent(date, profile::day);
  }
}
