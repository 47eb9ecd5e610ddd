package io.tidegate.scheduler.traffic;

import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.planning.traffic.TrafficHistory;
import io.tidegate.planning.traffic.TrafficPreset;
import io.tidegate.planning.traffic.TrafficProfile;
import io.tidegate.planning.traffic.TrafficReading;
import io.tidegate.scheduler.institution.Institution;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The traffic to be expected of each institution, for the minute that is planned now.
 *
 * <p>Learning a profile takes tens of milliseconds, so it is not done on the way to a minute:
 * {@link Profiles} learn in the background, and a minute uses what is there.
 */
@Component
public class Forecasts {
  private record Key(String code, ZoneId zone) {}

  private record Recent(Instant slot, TrafficHistory history) {}

  private final Profiles profiles;
  private final RecentTraffic recent;
  private final Calendar calendar;
  private final Map<Key, Recent> histories = new ConcurrentHashMap<>();

  Forecasts(Profiles profiles, RecentTraffic recent, Calendar calendar) {
    this.profiles = profiles;
    this.recent = recent;
    this.calendar = calendar;
  }

  /** Reads what came since the last ten minutes' slot, at the first look in each. */
  public void refresh(Instant now) {
    recent.refresh(now);
  }

  /**
   * What is to be expected of an institution.
   *
   * @param callsPerWeek level of the preset, where nothing is known of users
   */
  public TrafficForecast of(Institution institution, Instant now, double callsPerWeek) {
    String code = recent.knows(institution.code()) ? institution.code() : TrafficSlots.DEFAULT;
    TrafficProfile profile =
        profiles
            .of(code, institution.zone())
            .orElseGet(() -> TrafficPreset.of(callsPerWeek, calendar.of(institution.zone())));
    return TrafficForecast.of(
        profile, history(new Key(code, institution.zone()), now), now, institution.zone());
  }

  private TrafficHistory history(Key key, Instant now) {
    Instant slot = TrafficSlots.slotOf(now);
    Recent known = histories.get(key);
    if (known != null && known.slot().equals(slot)) {
      return known.history();
    }
    List<TrafficReading> readings = recent.of(key.code());
    TrafficHistory history = TrafficHistory.of(key.zone(), readings);
    histories.put(key, new Recent(slot, history));
    return history;
  }
}
