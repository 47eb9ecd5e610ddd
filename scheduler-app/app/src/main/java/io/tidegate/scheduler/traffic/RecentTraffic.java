package io.tidegate.scheduler.traffic;

import io.tidegate.planning.traffic.TrafficReading;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * The last days' traffic of all institutions, kept in memory. A look in a new slot reads the last
 * two hours anew, one a day all of it: counts come late, but hardly ever later.
 */
@Component
class RecentTraffic {
  private static final Duration WHOLE = Duration.ofDays(9);
  private static final Duration LATE = Duration.ofHours(2);
  private static final Duration WHOLE_EVERY = Duration.ofDays(1);

  private final TrafficSlots slots;
  private final Map<String, NavigableMap<Instant, TrafficReading>> readings = new HashMap<>();
  private Instant slot = Instant.MIN;
  private Instant whole = Instant.MIN;

  RecentTraffic(TrafficSlots slots) {
    this.slots = slots;
  }

  synchronized void refresh(Instant now) {
    Instant current = TrafficSlots.slotOf(now);
    if (current.equals(slot)) {
      return;
    }
    boolean all = current.isBefore(slot) || whole.isBefore(now.minus(WHOLE_EVERY));
    if (all) {
      readings.clear();
      whole = now;
    }
    slots
        .between(now.minus(all ? WHOLE : LATE), current)
        .forEach(
            (code, read) -> {
              NavigableMap<Instant, TrafficReading> known =
                  readings.computeIfAbsent(code, c -> new TreeMap<>());
              read.forEach(reading -> known.put(reading.from(), reading));
              known.headMap(now.minus(WHOLE), false).clear();
            });
    slot = current;
  }

  /** Forgets what was read: a file may have brought anything. */
  synchronized void forget() {
    slot = Instant.MIN;
    whole = Instant.MIN;
  }

  /** Whether anything came from the institution's users lately. */
  synchronized boolean knows(String code) {
    NavigableMap<Instant, TrafficReading> known = readings.get(code);
    return known != null && !known.isEmpty();
  }

  /** An institution's readings, oldest first. */
  synchronized List<TrafficReading> of(String code) {
    NavigableMap<Instant, TrafficReading> known = readings.get(code);
    return known == null ? List.of() : List.copyOf(known.values());
  }
}
