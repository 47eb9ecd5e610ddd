package io.tidegate.push.timer;

import io.tidegate.recurrence.DueMinutes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Timers of one local minute of the day in one zone, on one date.
 *
 * @param zone id of the zone
 * @param occurrence the local date and minute
 */
record Bucket(String zone, LocalDateTime occurrence) implements Comparable<Bucket> {
  private static final Comparator<Bucket> ORDER =
      Comparator.comparing(Bucket::zone)
          .thenComparingInt(Bucket::minute)
          .thenComparing(Bucket::occurrence);

  /** What falls due in a minute of UTC in the given zones, in the order of the index. */
  static List<Bucket> due(List<String> zones, Instant minute) {
    List<Bucket> due = new ArrayList<>(zones.size());
    for (String zone : zones) {
      for (LocalDateTime occurrence : DueMinutes.at(ZoneId.of(zone), minute)) {
        due.add(new Bucket(zone, occurrence));
      }
    }
    due.sort(null);
    return due;
  }

  int minute() {
    return occurrence.getHour() * 60 + occurrence.getMinute();
  }

  LocalDate date() {
    return occurrence.toLocalDate();
  }

  @Override
  public int compareTo(Bucket other) {
    return ORDER.compare(this, other);
  }
}
