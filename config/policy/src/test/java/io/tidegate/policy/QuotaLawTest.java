package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuotaLawTest {

  @Test
  void aPeriodBeginsWhereANaiveClockWatcherSays() {
    Seeded.cases(
        150,
        random -> {
          ZoneId zone = Seeded.oneOf(random, Zones.ALL);
          Quota.Calendar period = period(random);
          Instant now =
              Zones.nearChange(random, zone).plus(random.nextLong(6 * 1440), ChronoUnit.MINUTES);
          List<Instant> begins = naiveBegins(zone, period, now);
          Instant begin =
              begins.stream().filter(b -> !b.isAfter(now)).reduce((a, b) -> b).orElseThrow();
          Instant next = begins.stream().filter(b -> b.isAfter(now)).findFirst().orElseThrow();
          assertThat(period.begin(now, zone)).as("%s %s %s", zone, period, now).isEqualTo(begin);
          assertThat(period.next(now, zone)).as("%s %s %s", zone, period, now).isEqualTo(next);
        });
  }

  @Test
  void periodsTileTimeWithoutGapsOrOverlaps() {
    Seeded.cases(
        500,
        random -> {
          ZoneId zone = Seeded.oneOf(random, Zones.ALL);
          Quota.Calendar period = period(random);
          Instant now =
              Zones.nearChange(random, zone).plusMillis(random.nextLong(10 * 86_400_000L));
          Instant begin = period.begin(now, zone);
          Instant next = period.next(now, zone);
          assertThat(begin).isBeforeOrEqualTo(now);
          assertThat(next).isAfter(now);
          assertThat(period.begin(begin, zone)).isEqualTo(begin);
          assertThat(period.next(begin, zone)).isEqualTo(next);
          assertThat(period.begin(next, zone)).isEqualTo(next);
          assertThat(period.begin(next.minusMillis(1), zone)).isEqualTo(begin);
        });
  }

  @Test
  void aDayThatBeginsInARepeatedHourBeginsInItsFirstPass() {
    Quota.Per.Day day = new Quota.Per.Day(LocalTime.of(1, 30));
    ZoneId newYork = ZoneId.of("America/New_York");
    Instant began = Instant.parse("2026-11-01T05:30:00Z");
    assertThat(day.begin(Instant.parse("2026-11-01T06:10:00Z"), newYork)).isEqualTo(began);
    assertThat(day.next(began.minusSeconds(1), newYork)).isEqualTo(began);
  }

  @Test
  void aDayThatBeginsInAGapBeginsLaterByTheGap() {
    Quota.Per.Day day = new Quota.Per.Day(LocalTime.of(2, 30));
    ZoneId newYork = ZoneId.of("America/New_York");
    assertThat(day.next(Instant.parse("2026-03-08T06:00:00Z"), newYork))
        .isEqualTo("2026-03-08T07:30:00Z");
  }

  @Test
  void aRollingQuotaLooksBackItsLength() {
    Quota quota =
        new Quota(
            Quota.Scope.OBJECT,
            4,
            new Quota.Per.Rolling(Duration.ofHours(24)),
            Quota.Counts.STARTS);
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    Instant oldest = Instant.parse("2026-11-20T18:00:00Z");
    assertThat(quota.since(now, ZoneId.of("Asia/Seoul"))).isEqualTo("2026-11-20T12:00:00Z");
    assertThat(quota.freeAt(oldest, now, ZoneId.of("Asia/Seoul")))
        .isEqualTo("2026-11-21T18:00:00Z");
  }

  @Test
  void aKoreanWeekBeginsOnSundayMidnightInSeoul() {
    Quota quota =
        new Quota(
            Quota.Scope.CALL,
            1,
            new Quota.Per.CalendarWeek(DayOfWeek.SUNDAY),
            Quota.Counts.SUCCESSES);
    ZoneId seoul = ZoneId.of("Asia/Seoul");
    assertThat(quota.since(Instant.parse("2026-11-21T14:59:59Z"), seoul))
        .isEqualTo("2026-11-14T15:00:00Z");
    assertThat(quota.since(Instant.parse("2026-11-21T15:00:00Z"), seoul))
        .isEqualTo("2026-11-21T15:00:00Z");
  }

  private static Quota.Calendar period(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Quota.Per.CalendarWeek(DayOfWeek.of(random.nextInt(1, 8)));
      case 1 -> new Quota.Per.CalendarMonth();
      case 2 -> new Quota.Per.Day(LocalTime.MIDNIGHT);
      default -> new Quota.Per.Day(LocalTime.of(random.nextInt(4), random.nextInt(60)));
    };
  }

  private static List<Instant> naiveBegins(ZoneId zone, Quota.Calendar period, Instant now) {
    LocalDate today = Zones.wallClock(zone, now).toLocalDate();
    List<Instant> begins = new ArrayList<>();
    for (LocalDate date = today.minusDays(32);
        !date.isAfter(today.plusDays(32));
        date = date.plusDays(1)) {
      LocalDateTime begin = naiveBegin(period, date);
      if (begin != null) {
        begins.add(Zones.firstShown(zone, begin));
      }
    }
    return begins;
  }

  private static @Nullable LocalDateTime naiveBegin(Quota.Calendar period, LocalDate date) {
    return switch (period) {
      case Quota.Per.CalendarWeek week ->
          date.getDayOfWeek() == week.from() ? date.atStartOfDay() : null;
      case Quota.Per.CalendarMonth month -> date.getDayOfMonth() == 1 ? date.atStartOfDay() : null;
      case Quota.Per.Day day -> date.atTime(day.from());
    };
  }
}
