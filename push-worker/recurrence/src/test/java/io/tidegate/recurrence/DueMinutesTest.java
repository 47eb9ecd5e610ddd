package io.tidegate.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DueMinutesTest {
  private static final RandomGenerator ROLLS = Rolls.of(DueMinutesTest.class);

  private static List<LocalDateTime> due(String zone, String minute) {
    return DueMinutes.at(ZoneId.of(zone), Instant.parse(minute));
  }

  private static List<LocalDateTime> minutes(String... texts) {
    return List.of(texts).stream().map(LocalDateTime::parse).toList();
  }

  @Test
  void oneLocalMinuteFallsDueInAMinute() {
    assertThat(due("Asia/Seoul", "2026-11-28T00:00:00Z")).isEqualTo(minutes("2026-11-28T09:00"));
    assertThat(due("UTC", "2026-11-28T00:00:00Z")).isEqualTo(minutes("2026-11-28T00:00"));
  }

  @Test
  void whatAGapLeftOutComesLaterByItsLength() {
    assertThat(due("America/New_York", "2026-03-08T06:59:00Z"))
        .isEqualTo(minutes("2026-03-08T01:59"));
    assertThat(due("America/New_York", "2026-03-08T07:30:00Z"))
        .isEqualTo(minutes("2026-03-08T02:30", "2026-03-08T03:30"));
    assertThat(due("America/New_York", "2026-03-08T08:00:00Z"))
        .isEqualTo(minutes("2026-03-08T04:00"));
    assertThat(due("Australia/Lord_Howe", "2026-10-03T15:45:00Z"))
        .isEqualTo(minutes("2026-10-04T02:15", "2026-10-04T02:45"));
    // Midnight itself is left out: the gap spans two dates in no case, but begins one.
    assertThat(due("America/Santiago", "2026-09-06T04:30:00Z"))
        .isEqualTo(minutes("2026-09-06T00:30", "2026-09-06T01:30"));
    // Samoa left out the whole of 30 December 2011.
    assertThat(due("Pacific/Apia", "2011-12-30T22:00:00Z"))
        .isEqualTo(minutes("2011-12-30T12:00", "2011-12-31T12:00"));
  }

  @Test
  void theSecondPassOfAnOverlapHasNone() {
    assertThat(due("America/New_York", "2026-11-01T05:30:00Z"))
        .isEqualTo(minutes("2026-11-01T01:30"));
    assertThat(due("America/New_York", "2026-11-01T06:30:00Z")).isEmpty();
    assertThat(due("America/New_York", "2026-11-01T07:00:00Z"))
        .isEqualTo(minutes("2026-11-01T02:00"));
  }

  /** The naive model: every local minute of a span, resolved by java.time. */
  private static void agrees(ZoneId zone, Instant from, Instant until) {
    int minutes = Math.toIntExact(ChronoUnit.MINUTES.between(from, until));
    LocalDateTime[] last = new LocalDateTime[minutes];
    Map<Integer, List<LocalDateTime>> several = new HashMap<>();
    LocalDateTime end = LocalDateTime.ofInstant(until, ZoneOffset.UTC).plusDays(2);
    for (LocalDateTime local =
            LocalDateTime.ofInstant(from, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .minusDays(2);
        local.isBefore(end);
        local = local.plusMinutes(1)) {
      long seconds = local.atZone(zone).toEpochSecond() - from.getEpochSecond();
      if (seconds >= 0 && seconds < minutes * 60L) {
        int minute = Math.toIntExact(seconds / 60);
        LocalDateTime earlier = last[minute];
        if (earlier != null) {
          several.computeIfAbsent(minute, m -> new ArrayList<>(List.of(earlier))).add(local);
        }
        last[minute] = local;
      }
    }
    for (int minute = 0; minute < minutes; minute++) {
      Instant at = from.plusSeconds(minute * 60L);
      List<LocalDateTime> found = DueMinutes.at(zone, at);
      List<LocalDateTime> expected = several.get(minute);
      if (expected == null) {
        LocalDateTime only = last[minute];
        expected = only == null ? List.of() : List.of(only);
      }
      if (!found.equals(expected)) { // a message per minute would take most of the time
        assertThat(found).as("%s at %s", zone, at).isEqualTo(expected);
      }
    }
  }

  private static Instant year(int year) {
    return LocalDateTime.of(year, 1, 1, 0, 0).toInstant(ZoneOffset.UTC);
  }

  private static List<String> zones() {
    return ZoneId.getAvailableZoneIds().stream().sorted().toList();
  }

  @Test
  void inEveryZoneEveryMinuteNearATransitionAgreesWithTheModel() {
    int transitions = 0;
    for (String id : zones()) {
      ZoneId zone = ZoneId.of(id);
      ZoneRules rules = zone.getRules();
      int other = ROLLS.nextInt(1972, 2100);
      for (int year : new int[] {2026, other}) {
        ZoneOffsetTransition next = rules.nextTransition(year(year).minusSeconds(1));
        while (next != null && next.getInstant().isBefore(year(year + 1))) {
          Instant at = next.getInstant().truncatedTo(ChronoUnit.MINUTES);
          boolean longGap = next.getDuration().abs().toHours() > 2;
          agrees(zone, at.minus(3, ChronoUnit.HOURS), at.plus(longGap ? 26 : 4, ChronoUnit.HOURS));
          transitions++;
          next = rules.nextTransition(next.getInstant());
        }
        Instant anywhere = year(year).plus(ROLLS.nextInt(365 * 24 * 60), ChronoUnit.MINUTES);
        agrees(zone, anywhere, anywhere.plus(1, ChronoUnit.HOURS));
      }
    }
    assertThat(transitions).isGreaterThan(300);
  }

  /** Which zone it is matters to nothing but by its rules. */
  @Test
  void aWholeYearOfMinutesAgreesWithTheModelInEveryZone() {
    Map<ZoneRules, ZoneId> zones = new HashMap<>();
    for (String id : zones()) {
      zones.putIfAbsent(ZoneId.of(id).getRules(), ZoneId.of(id));
    }
    assertThat(zones).hasSizeGreaterThan(300);
    zones.values().parallelStream().forEach(zone -> agrees(zone, year(2026), year(2027)));
  }

  @Test
  void aWholeYearInWhichADayWasLeftOutAgreesWithTheModel() {
    agrees(ZoneId.of("Pacific/Apia"), year(2011), year(2012));
  }
}
