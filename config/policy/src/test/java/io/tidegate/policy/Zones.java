package io.tidegate.policy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.random.RandomGenerator;

/** Zones with and without clock changes, and the naive reading of their clocks. */
final class Zones {

  /** Gaps and overlaps of an hour and of half an hour, at night and at midnight; one without. */
  static final List<ZoneId> ALL =
      List.of(
          ZoneId.of("America/New_York"),
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("America/Santiago"),
          ZoneId.of("Asia/Amman"),
          ZoneId.of("Asia/Seoul"));

  private Zones() {}

  /** A whole minute some hours or days before a clock change, or anywhere. */
  static Instant nearChange(RandomGenerator random, ZoneId zone) {
    Instant somewhere =
        Instant.parse("2018-01-01T00:00:00Z")
            .plus(random.nextLong(8L * 365 * 1440), ChronoUnit.MINUTES);
    ZoneOffsetTransition change = zone.getRules().nextTransition(somewhere);
    return change == null
        ? somewhere
        : change
            .getInstant()
            .truncatedTo(ChronoUnit.MINUTES)
            .minus(random.nextLong(3 * 1440), ChronoUnit.MINUTES);
  }

  static LocalDateTime wallClock(ZoneId zone, Instant instant) {
    return LocalDateTime.ofInstant(instant, zone);
  }

  /** Whether the wall clock has shown this already, within the three hours before. */
  static boolean isSecondPass(ZoneId zone, Instant minute) {
    LocalDateTime now = wallClock(zone, minute);
    for (int back = 1; back <= 180; back++) {
      if (wallClock(zone, minute.minus(back, ChronoUnit.MINUTES)).equals(now)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first minute at which the wall clock shows a local time or, if a gap skips it, that time
   * read with the offset before the gap.
   */
  static Instant firstShown(ZoneId zone, LocalDateTime local) {
    Instant at = local.toInstant(ZoneOffset.UTC).minus(16, ChronoUnit.HOURS);
    while (wallClock(zone, at).isBefore(local)) {
      at = at.plus(1, ChronoUnit.MINUTES);
    }
    return wallClock(zone, at).equals(local)
        ? at
        : local.toInstant(zone.getRules().getOffset(at.minusSeconds(60)));
  }
}
