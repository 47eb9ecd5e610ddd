package io.tidegate.standalone.chaos;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that were made again although they had succeeded.
 *
 * @param calls how many
 * @param oldest how long before the fault that made it forgotten the oldest of those successes was;
 *     null if there is none
 */
record Repeats(long calls, @Nullable Duration oldest) {

  /**
   * Counts them in what a receiver saw of one institution.
   *
   * @param crashes after which what had just been done may be repeated
   */
  static Repeats in(List<CallRow> rows, List<Instant> crashes) {
    Map<String, List<CallRow>> byCall = new HashMap<>();
    for (CallRow row : rows) {
      byCall.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row);
    }
    long calls = 0;
    Duration oldest = null;
    for (List<CallRow> same : byCall.values()) {
      same.sort(Comparator.comparingLong(CallRow::micros));
      CallRow success = null;
      for (CallRow row : same) {
        if (success != null) {
          calls++;
          Duration age = age(success, row, crashes);
          oldest = oldest == null || age.compareTo(oldest) > 0 ? age : oldest;
        }
        success = row.succeeded() ? row : success;
      }
    }
    return new Repeats(calls, oldest);
  }

  /** From a success to the first crash after it; to the repeat, if there was no crash between. */
  private static Duration age(CallRow success, CallRow repeat, List<Instant> crashes) {
    Instant at = instant(success);
    Instant again = instant(repeat);
    Instant forgotten =
        crashes.stream()
            .filter(crash -> crash.isAfter(at.minusSeconds(1)) && crash.isBefore(again))
            .min(Comparator.naturalOrder())
            .orElse(again);
    Duration age = Duration.between(at, forgotten);
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static Instant instant(CallRow row) {
    return Instant.EPOCH.plus(row.micros(), ChronoUnit.MICROS);
  }
}
