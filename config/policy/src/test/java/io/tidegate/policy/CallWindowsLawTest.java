package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CallWindowsLawTest {

  @Test
  void openIsWhatANaiveClockWatcherSaysMinuteByMinute() {
    Seeded.cases(
        60,
        random -> {
          ZoneId zone = Seeded.oneOf(random, Zones.ALL);
          List<CallWindow> windows = windows(random);
          CallWindows open = CallWindows.of(windows);
          Instant from = Zones.nearChange(random, zone);
          Instant until = from.plus(random.nextInt(1, 6 * 1440), ChronoUnit.MINUTES);
          List<Span> spans = open.openSpans(zone, from, until);
          for (Instant at = from; at.isBefore(until); at = at.plusSeconds(60)) {
            boolean naive = naive(zone, windows, at);
            assertThat(open.open(zone, at)).as("%s %s %s", zone, windows, at).isEqualTo(naive);
            Instant minute = at;
            assertThat(spans.stream().filter(span -> span.contains(minute)).count())
                .as("%s %s %s", zone, windows, at)
                .isEqualTo(naive ? 1 : 0);
          }
        });
  }

  @Test
  void spansAreInOrderApartAndWithinWhatWasAskedFor() {
    Seeded.cases(
        300,
        random -> {
          ZoneId zone = Seeded.oneOf(random, Zones.ALL);
          Instant from = Zones.nearChange(random, zone).plusMillis(random.nextInt(60_000));
          Instant until = from.plusMillis(random.nextLong(1, 8 * 86_400_000L));
          Instant before = from.minusSeconds(1);
          for (Span span : CallWindows.of(windows(random)).openSpans(zone, from, until)) {
            assertThat(span.from()).isAfter(before).isAfterOrEqualTo(from);
            assertThat(span.until()).isBeforeOrEqualTo(until);
            before = span.until();
          }
        });
  }

  @Test
  void theNightOfASpringChangeLosesTheSkippedHour() {
    ZoneId newYork = ZoneId.of("America/New_York");
    CallWindows night = everyDay(30, 5 * 60);
    assertThat(
            minutes(
                night.openSpans(
                    newYork,
                    Instant.parse("2026-03-08T05:00:00Z"),
                    Instant.parse("2026-03-09T04:00:00Z"))))
        .isEqualTo(4 * 60);
  }

  @Test
  void theNightOfAnAutumnChangeHasTheRepeatedHourOnce() {
    ZoneId newYork = ZoneId.of("America/New_York");
    CallWindows night = everyDay(30, 5 * 60);
    List<Span> spans =
        night.openSpans(
            newYork, Instant.parse("2026-11-01T04:00:00Z"), Instant.parse("2026-11-02T05:00:00Z"));
    assertThat(spans)
        .containsExactly(
            new Span(Instant.parse("2026-11-01T04:30:00Z"), Instant.parse("2026-11-01T06:00:00Z")),
            new Span(Instant.parse("2026-11-01T07:00:00Z"), Instant.parse("2026-11-01T10:30:00Z")));
  }

  @Test
  void alwaysIsOpenInTheSecondPassToo() {
    ZoneId newYork = ZoneId.of("America/New_York");
    Instant from = Instant.parse("2026-11-01T04:00:00Z");
    Instant until = Instant.parse("2026-11-02T05:00:00Z");
    assertThat(CallWindows.ALWAYS.openSpans(newYork, from, until))
        .containsExactly(new Span(from, until));
    assertThat(CallWindows.ALWAYS.open(newYork, Instant.parse("2026-11-01T06:30:00Z"))).isTrue();
  }

  private static CallWindows everyDay(int fromMinute, int minutes) {
    List<CallWindow> windows = new ArrayList<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      windows.add(new CallWindow(day, fromMinute, minutes));
    }
    return CallWindows.of(windows);
  }

  private static long minutes(List<Span> spans) {
    return spans.stream().mapToLong(span -> span.length().toMinutes()).sum();
  }

  static List<CallWindow> windows(RandomGenerator random) {
    List<CallWindow> windows = new ArrayList<>();
    int count = random.nextInt(1, 12);
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(4) == 0 ? random.nextInt(1, 1441) : random.nextInt(1, 300);
      int begin = random.nextBoolean() ? random.nextInt(0, 1440) : random.nextInt(0, 240);
      windows.add(new CallWindow(DayOfWeek.of(random.nextInt(1, 8)), begin, length));
    }
    return windows;
  }

  private static boolean naive(ZoneId zone, List<CallWindow> windows, Instant minute) {
    LocalDateTime clock = Zones.wallClock(zone, minute);
    boolean labelled = false;
    for (CallWindow window : windows) {
      for (int daysBack = 0; daysBack <= 1; daysBack++) {
        LocalDateTime midnight = clock.toLocalDate().minusDays(daysBack).atStartOfDay();
        LocalDateTime opens = midnight.plusMinutes(window.fromMinute());
        labelled |=
            midnight.getDayOfWeek() == window.day()
                && !clock.isBefore(opens)
                && clock.isBefore(opens.plusMinutes(window.minutes()));
      }
    }
    return labelled && !Zones.isSecondPass(zone, minute);
  }
}
