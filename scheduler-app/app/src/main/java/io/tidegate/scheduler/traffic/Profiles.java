package io.tidegate.scheduler.traffic;

import io.tidegate.planning.traffic.SpecialDays;
import io.tidegate.planning.traffic.TrafficHistory;
import io.tidegate.planning.traffic.TrafficLearning;
import io.tidegate.planning.traffic.TrafficPreset;
import io.tidegate.planning.traffic.TrafficProfile;
import io.tidegate.planning.traffic.TrafficReading;
import io.tidegate.scheduler.institution.Institution;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Traffic profiles as this node has learned them, one per code and zone, made once a day. */
@Component
public class Profiles {
  private static final double CALLS_PER_WEEK_IF_UNKNOWN = 1;

  private record Key(String code, ZoneId zone) {}

  private record Learned(LocalDate day, Instant file, TrafficProfile profile) {}

  private final TrafficSlots slots;
  private final RecentTraffic recent;
  private final TrafficSettings settings;
  private final Calendar calendar;
  private final Clock clock;
  private final Map<Key, Learned> learned = new ConcurrentHashMap<>();

  Profiles(
      TrafficSlots slots,
      RecentTraffic recent,
      TrafficSettings settings,
      Calendar calendar,
      Clock clock) {
    this.slots = slots;
    this.recent = recent;
    this.settings = settings;
    this.calendar = calendar;
    this.clock = clock;
  }

  /** The profile of a code by the clock of a zone; empty where nothing was learned. */
  Optional<TrafficProfile> of(String code, ZoneId zone) {
    return Optional.ofNullable(learned.get(new Key(code, zone))).map(Learned::profile);
  }

  /**
   * Learns what is not learned for the day yet, or was before its last file; stops when the time is
   * over and goes on at the next call. Returns how many profiles were learned.
   */
  public int learn(Collection<Institution> institutions, Instant now, Duration time) {
    Instant end = clock.instant().plus(time);
    Set<String> codes = slots.codes();
    Map<String, Instant> files = slots.imports();
    Set<Key> wanted = new LinkedHashSet<>();
    for (Institution institution : institutions) {
      if (codes.contains(institution.code())) {
        wanted.add(new Key(institution.code(), institution.zone()));
      }
      if (codes.contains(TrafficSlots.DEFAULT)) {
        wanted.add(new Key(TrafficSlots.DEFAULT, institution.zone()));
      }
    }
    int count = 0;
    for (Key key : wanted) {
      LocalDate today = now.atZone(key.zone()).toLocalDate();
      Instant file = files.getOrDefault(key.code(), Instant.EPOCH);
      Learned before = learned.get(key);
      if (before == null || !before.day().equals(today) || !before.file().equals(file)) {
        if (before == null || !before.file().equals(file)) {
          recent.forget();
        }
        learned.put(key, new Learned(today, file, learn(key, today)));
        count++;
        if (!clock.instant().isBefore(end)) {
          break;
        }
      }
    }
    learned.keySet().retainAll(wanted);
    return count;
  }

  /**
   * From the weeks before today, or, where nothing came lately (an old file), from the last weeks
   * of which anything is known: old habits tell more than none.
   */
  private TrafficProfile learn(Key key, LocalDate now) {
    LocalDate today =
        slots
            .last(key.code(), now.atStartOfDay(key.zone()).toInstant())
            .map(last -> last.atZone(key.zone()).toLocalDate().plusDays(1))
            .filter(after -> after.isBefore(now.minusWeeks(1)))
            .orElse(now);
    Instant until = today.atStartOfDay(key.zone()).toInstant();
    Instant from = until.minus(Duration.ofDays(7L * settings.weeks()));
    List<TrafficReading> readings = slots.between(key.code(), from, until);
    SpecialDays special = calendar.of(key.zone());
    return TrafficLearning.learn(
        TrafficHistory.of(key.zone(), readings),
        special,
        today,
        TrafficPreset.of(CALLS_PER_WEEK_IF_UNKNOWN, special));
  }
}
