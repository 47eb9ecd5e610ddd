package io.tidegate.planning.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.planning.Rolls;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TrafficLearningTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 23); // a Monday
  private static final TrafficProfile PRESET = TrafficPreset.of(700_000, SpecialDays.NONE);
  private static final double[] WEEK = {1.2, 1.1, 1.0, 1.0, 1.1, 0.9, 0.7};

  private final RandomGenerator rolls = Rolls.of(TrafficLearningTest.class);

  /** Days before today with a level each, and a course with a peak at noon. */
  private static TrafficHistory history(int days, ToDoubleFunction<LocalDate> level) {
    NavigableMap<LocalDate, DayCurve> curves = new TreeMap<>();
    for (int age = 1; age <= days; age++) {
      LocalDate date = TODAY.minusDays(age);
      double calls = level.applyAsDouble(date);
      curves.put(date, DayCurve.of(slot -> calls * (slot >= 60 && slot < 84 ? 4 : 1) / 216.0));
    }
    return new TrafficHistory(curves);
  }

  private static double weekday(LocalDate date) {
    return 100_000 * WEEK[date.getDayOfWeek().getValue() - 1];
  }

  private static TrafficProfile learn(TrafficHistory history, SpecialDays special) {
    return TrafficLearning.learn(history, special, TODAY, PRESET);
  }

  @Test
  void regularTrafficIsLearnedAndTrusted() {
    TrafficProfile profile = learn(history(84, TrafficLearningTest::weekday), SpecialDays.NONE);
    assertThat(profile.trust().weekdays()).isGreaterThan(0.99);
    assertThat(profile.trust().slots()).isGreaterThan(0.99);
    for (int i = 0; i < 7; i++) {
      LocalDate date = TODAY.plusDays(i);
      assertThat(profile.day(date).total()).isEqualTo(weekday(date), within(2_000.0));
      assertThat(profile.day(date).calls(70))
          .isEqualTo(4 * profile.day(date).calls(10), within(1.0));
    }
  }

  @Test
  void noiseIsNotBelieved() {
    TrafficHistory noise = history(84, date -> 100_000 * Math.exp(0.3 * rolls.nextGaussian()));
    assertThat(learn(noise, SpecialDays.NONE).trust().weekdays()).isLessThan(0.45);
  }

  @Test
  void aProfileWhoseSignFlipsEachWeekIsNotBelieved() {
    TrafficHistory flipped =
        history(
            84,
            date -> {
              boolean even = date.toEpochDay() / 7 % 2 == 0;
              double up = WEEK[(int) (date.toEpochDay() % 7)];
              return 100_000 * (even ? up : 2 - up);
            });
    assertThat(learn(flipped, SpecialDays.NONE).trust().weekdays()).isLessThan(0.1);
  }

  @Test
  void oneOddDayDoesNotBendTheProfile() {
    LocalDate odd = TODAY.minusWeeks(1);
    TrafficProfile profile =
        learn(history(84, d -> d.equals(odd) ? 400_000 : weekday(d)), SpecialDays.NONE);
    assertThat(profile.day(TODAY).total()).isEqualTo(120_000, within(6_000.0));
  }

  @Test
  void newerWeeksWeighMore() {
    LocalDate change = TODAY.minusWeeks(4);
    TrafficHistory history =
        history(
            84, d -> d.getDayOfWeek().getValue() == 1 && !d.isBefore(change) ? 150_000 : 100_000);
    TrafficProfile profile = learn(history, SpecialDays.NONE);
    DayCurve monday = profile.day(TODAY);
    DayCurve tuesday = profile.day(TODAY.plusDays(1));
    // 4 of 12 weeks, but more than half of the weight
    assertThat(monday.total() / tuesday.total()).isGreaterThan(1.2);
  }

  @Test
  void holidaysAndPaydaysAreLearnedFromTheOnesBefore() {
    List<LocalDate> holidays =
        List.of(LocalDate.of(2026, 9, 24), LocalDate.of(2026, 10, 9), LocalDate.of(2026, 12, 24));
    SpecialDays special = SpecialDays.holidays(holidays);
    TrafficHistory history =
        history(
            200,
            date -> {
              double factor = holidays.contains(date) ? 0.5 : 1;
              boolean payday = special.of(date).contains(SpecialDay.PAYDAY_25);
              return weekday(date) * factor * (payday ? 1.4 : 1);
            });
    TrafficProfile profile = learn(history, special);
    assertThat(profile.factors().get(SpecialDay.PUBLIC_HOLIDAY)).isEqualTo(0.5, within(0.05));
    assertThat(profile.factors().get(SpecialDay.PAYDAY_25)).isEqualTo(1.4, within(0.06));
    LocalDate christmasEve = LocalDate.of(2026, 12, 24);
    assertThat(profile.day(christmasEve).total())
        .isEqualTo(weekday(christmasEve) / 2, within(6_000.0));
  }

  @Test
  void aFreshInstallTakesThePresetAtTheLevelOfTheFewDaysItKnows() {
    assertThat(learn(TrafficHistory.NONE, SpecialDays.NONE)).isEqualTo(PRESET);
    TrafficProfile scaled =
        learn(history(7, date -> 3 * PRESET.day(date).total()), SpecialDays.NONE);
    assertThat(scaled.callsPerWeek()).isEqualTo(2_100_000, within(1.0));
  }

  @Test
  void nothingOfTodayOrLaterIsLookedAt() {
    TrafficHistory known = history(84, TrafficLearningTest::weekday);
    NavigableMap<LocalDate, DayCurve> more = new TreeMap<>(known.days());
    for (int i = 0; i < 30; i++) {
      more.put(TODAY.plusDays(i), DayCurve.flat(rolls.nextDouble() * 1e6));
    }
    assertThat(learn(new TrafficHistory(more), SpecialDays.NONE))
        .isEqualTo(learn(known, SpecialDays.NONE));
  }

  @Test
  void aGapInTheCountsIsNotTakenForQuiet() {
    TrafficHistory whole = history(84, TrafficLearningTest::weekday);
    NavigableMap<LocalDate, DayCurve> holes = new TreeMap<>(whole.days());
    for (int age = 1; age <= 84; age += 5) {
      holes.computeIfPresent(
          TODAY.minusDays(age), (date, curve) -> curve.before(20 + rolls.nextInt(100)));
    }
    TrafficProfile profile = learn(new TrafficHistory(holes), SpecialDays.NONE);
    assertThat(profile.day(TODAY).total()).isEqualTo(weekday(TODAY), within(3_000.0));
  }

  @Test
  void todaysSurpriseMovesTheRestOfTodayAtOnceAndTomorrowAsFarAsItPersists() {
    ZoneId zone = ZoneOffset.UTC;
    TrafficProfile regular = learn(history(84, TrafficLearningTest::weekday), SpecialDays.NONE);
    TrafficProfile profile =
        new TrafficProfile(
            regular.weekdays(), regular.factors(), regular.special(), new Trust(1, 1, 0.5));
    NavigableMap<LocalDate, DayCurve> recent = new TreeMap<>();
    recent.put(TODAY, profile.day(TODAY).times(1.5));
    Instant noon = TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC);
    TrafficForecast forecast = TrafficForecast.of(profile, new TrafficHistory(recent), noon, zone);
    assertThat(forecast.day(TODAY).calls(10)).isEqualTo(1.5 * profile.day(TODAY).calls(10));
    assertThat(forecast.day(TODAY).calls(140) / profile.day(TODAY).calls(140))
        .isEqualTo(1.5, within(0.1));
    LocalDate tomorrow = TODAY.plusDays(1);
    assertThat(forecast.day(tomorrow).total() / profile.day(tomorrow).total())
        .isEqualTo(Math.sqrt(1.5), within(0.05));
  }

  @Test
  void slotsThatAreNotOverYetAreNotLookedAt() {
    NavigableMap<LocalDate, DayCurve> recent = new TreeMap<>();
    recent.put(TODAY, PRESET.day(TODAY).times(3));
    Instant midnight = TODAY.atStartOfDay(ZoneOffset.UTC).toInstant();
    TrafficForecast forecast =
        TrafficForecast.of(PRESET, new TrafficHistory(recent), midnight, ZoneOffset.UTC);
    assertThat(forecast.day(TODAY)).isEqualTo(PRESET.day(TODAY));
  }
}
