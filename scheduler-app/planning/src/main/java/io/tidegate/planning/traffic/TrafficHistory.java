package io.tidegate.planning.traffic;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * User traffic as it was, by local day and ten-minute slot.
 *
 * @param days curve of each day of which something is known
 */
public record TrafficHistory(NavigableMap<LocalDate, DayCurve> days) {

  public static final TrafficHistory NONE = new TrafficHistory(new TreeMap<>());

  private static final long SLOT_SECONDS = 600;

  public TrafficHistory {
    days = new TreeMap<>(days);
  }

  @Override
  public NavigableMap<LocalDate, DayCurve> days() {
    return Collections.unmodifiableNavigableMap(days);
  }

  /**
   * Sorts readings into slots: one that is longer than a slot is spread evenly over those it
   * touches, shorter ones add up. Where the clock is put back and a label comes twice, its slot is
   * the mean of both passes.
   */
  public static TrafficHistory of(ZoneId zone, Collection<TrafficReading> readings) {
    Map<LocalDate, double[]> calls = new TreeMap<>();
    Map<LocalDate, double[]> covered = new TreeMap<>();
    for (TrafficReading reading : readings) {
      double perSecond = reading.calls() / seconds(reading.length());
      Instant at = reading.from();
      while (at.isBefore(reading.until())) {
        LocalDateTime local = LocalDateTime.ofInstant(at, zone);
        int second = local.toLocalTime().toSecondOfDay();
        Instant slotEnd =
            Instant.ofEpochSecond(at.getEpochSecond() + SLOT_SECONDS - second % SLOT_SECONDS);
        Instant end = slotEnd.isBefore(reading.until()) ? slotEnd : reading.until();
        double length = seconds(Duration.between(at, end));
        int slot = (int) (second / SLOT_SECONDS);
        LocalDate date = local.toLocalDate();
        calls.computeIfAbsent(date, d -> new double[DayCurve.SLOTS])[slot] += perSecond * length;
        covered.computeIfAbsent(date, d -> new double[DayCurve.SLOTS])[slot] += length;
        at = end;
      }
    }
    NavigableMap<LocalDate, DayCurve> days = new TreeMap<>();
    covered.forEach(
        (date, seconds) -> {
          double[] sums = Objects.requireNonNull(calls.get(date));
          days.put(date, DayCurve.of(slot -> inOnePass(sums[slot], seconds[slot])));
        });
    return new TrafficHistory(days);
  }

  private static double inOnePass(double calls, double seconds) {
    return seconds == 0 ? Double.NaN : calls * Math.min(1, SLOT_SECONDS / seconds);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** The curve of a day; {@link DayCurve#UNKNOWN} if nothing is known of it. */
  public DayCurve day(LocalDate date) {
    return days.getOrDefault(date, DayCurve.UNKNOWN);
  }

  /** What was known before a day began. */
  public TrafficHistory before(LocalDate date) {
    return new TrafficHistory(days.headMap(date, false));
  }

  /** The part of it from a day on. */
  public TrafficHistory since(LocalDate date) {
    return new TrafficHistory(days.tailMap(date, true));
  }
}
