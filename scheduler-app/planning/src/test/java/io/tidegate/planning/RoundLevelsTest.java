package io.tidegate.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.planning.traffic.SpecialDays;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.planning.traffic.TrafficPreset;
import io.tidegate.planning.traffic.TrafficProfile;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RoundLevelsTest {

  private static final LocalDate SUNDAY = LocalDate.of(2026, 11, 22);

  private final RandomGenerator rolls = Rolls.of(RoundLevelsTest.class);

  private static Span week(LocalDate begin, ZoneId zone) {
    return new Span(
        begin.atStartOfDay(zone).toInstant(), begin.plusWeeks(1).atStartOfDay(zone).toInstant());
  }

  private static TrafficForecast preset(double callsPerWeek) {
    return TrafficForecast.of(TrafficPreset.of(callsPerWeek, SpecialDays.NONE));
  }

  private static RoundLevels levels(Policy policy, TrafficForecast forecast, long users) {
    Span week = week(SUNDAY, policy.zone());
    return new RoundLevels(
        Terms.of(policy), forecast, week.from(), Demand.whole(week, users), null);
  }

  @Test
  void theDaysAddUpToAllUsersAndTheirSlotsToTheDays() {
    for (int run = 0; run < 60; run++) {
      int from = rolls.nextInt(24);
      int hours = 1 + rolls.nextInt(23);
      Policy policy =
          Policies.of("windows: [\"%02d00:%02d00\"]\n".formatted(from, (from + hours) % 24));
      long users = rolls.nextLong(500_000);
      RoundLevels levels = levels(policy, preset(rolls.nextDouble() * 1e7), users);
      RoundPlan plan = levels.days();
      assertThat(plan.shortfall()).isZero();
      assertThat(plan.users()).isEqualTo(users);
      for (DayTarget day : plan.days()) {
        assertThat(day.users()).isLessThanOrEqualTo(day.capacity() + 1);
        double slots = levels.slots(day.date()).stream().mapToDouble(SlotPlan::batchCalls).sum();
        assertThat(slots).isEqualTo((double) day.users(), within(1.0));
        levels
            .slots(day.date())
            .forEach(s -> assertThat(s.batchCalls()).isLessThanOrEqualTo(s.capacityCalls() + 1e-6));
      }
    }
  }

  @Test
  void whatDoesNotFitIsReportedAndNotDropped() {
    Policy policy = Policies.of("windows: [\"0100:0200\"]\nlimits: [{calls: 1, per: second}]\n");
    RoundPlan plan = levels(policy, preset(0), 100_000).days();
    long capacity = plan.days().stream().mapToLong(DayTarget::capacity).sum();
    assertThat(capacity).isBetween(20_000L, 25_200L);
    assertThat(plan.users() + plan.shortfall()).isEqualTo(100_000);
    assertThat(plan.users()).isBetween(capacity, capacity + 7);
  }

  @Test
  void busyDaysGetLittleAndQuietDaysMuchAndTheSumIsLevel() {
    RoundPlan plan = levels(Policies.always("Asia/Seoul", 100), preset(7e6), 2_000_000).days();
    double level = plan.days().getFirst().userCalls() + plan.days().getFirst().users();
    for (DayTarget day : plan.days()) {
      assertThat(day.userCalls() + day.users()).isEqualTo(level, within(level * 1e-4));
    }
  }

  /** A plan that is followed and made again is the same plan. */
  @Test
  void aLevelPlanStays() {
    Policy policy = Policies.of("windows: [\"0030:0530\", \"2230:0100\"]\n");
    TrafficForecast forecast = preset(3e6);
    Span week = week(SUNDAY, policy.zone());
    RoundLevels first = levels(policy, forecast, 1_000_000);
    List<SlotPlan> slots = allSlots(first, 7);
    double done = 0;
    double doneToday = 0;
    LocalDate today = SUNDAY;
    for (SlotPlan slot : slots) {
      LocalDate date = slot.span().from().atZone(policy.zone()).toLocalDate();
      if (!date.equals(today)) {
        today = date;
        doneToday = 0;
      }
      Demand left = new Demand(week, 1_000_000 - done, doneToday, 1);
      double again =
          new RoundLevels(Terms.of(policy), forecast, slot.span().from(), left, null)
              .callsOfFirstSlot();
      assertThat(again).isEqualTo(slot.batchCalls(), within(1e-3));
      done += slot.batchCalls();
      doneToday += slot.batchCalls();
    }
    assertThat(done).isEqualTo(1_000_000, within(1e-3));
  }

  private static List<SlotPlan> allSlots(RoundLevels levels, int days) {
    return SUNDAY
        .datesUntil(SUNDAY.plusDays(days))
        .flatMap(date -> levels.slots(date).stream())
        .toList();
  }

  @Test
  void aDayOf23HoursHas138SlotsAndOneOf25HoursHas150() {
    ZoneId newYork = ZoneId.of("America/New_York");
    Policy policy = Policies.always("America/New_York", 100);
    assertThat(slotsOf(policy, newYork, LocalDate.of(2026, 3, 8))).hasSize(138);
    assertThat(slotsOf(policy, newYork, LocalDate.of(2026, 11, 1))).hasSize(150);
    assertThat(slotsOf(policy, newYork, LocalDate.of(2026, 11, 2))).hasSize(144);
  }

  @Test
  void theLevelOfADayIsARateSoThatDaysOfAnyLengthAreFilledAlike() {
    Policy policy = Policies.always("America/New_York", 100);
    LocalDate sunday = LocalDate.of(2026, 11, 1); // 25 hours
    Span week = week(sunday, policy.zone());
    RoundPlan plan =
        new RoundLevels(
                Terms.of(policy),
                TrafficForecast.of(TrafficProfile.flat(0)),
                week.from(),
                Demand.whole(week, 169_000),
                null)
            .days();
    assertThat(plan.days().getFirst().users()).isEqualTo(25_000);
    assertThat(plan.days().getLast().users()).isEqualTo(24_000);
  }

  /** A window in the hour that comes twice opens once; in the hour that is skipped, not at all. */
  @Test
  void windowsInClockChangesArePlannedForWhatIsThere() {
    Policy policy =
        Policies.of("zone: America/New_York\nwindows: [\"0100:0200\", \"0230:0330\"]\n");
    ZoneId zone = policy.zone();
    assertThat(openMinutes(slotsOf(policy, zone, LocalDate.of(2026, 11, 1))))
        .isEqualTo(120.0, within(0.5));
    assertThat(openMinutes(slotsOf(policy, zone, LocalDate.of(2026, 3, 8))))
        .isEqualTo(90.0, within(0.5));
    assertThat(openMinutes(slotsOf(policy, zone, LocalDate.of(2026, 3, 9))))
        .isEqualTo(120.0, within(0.5));
  }

  private static double openMinutes(List<SlotPlan> slots) {
    return slots.stream().mapToDouble(SlotPlan::openMinutes).sum();
  }

  private static List<SlotPlan> slotsOf(Policy policy, ZoneId zone, LocalDate date) {
    LocalDate sunday = date.minusDays(date.getDayOfWeek().getValue() % 7);
    Span week = week(sunday, zone);
    return new RoundLevels(
            Terms.of(policy), preset(1e6), week.from(), Demand.whole(week, 10_000), null)
        .slots(date);
  }

  @Test
  void aWindowThatCrossesTheWeeksEdgeIsOpenOnBothSidesOfIt() {
    Policy policy = Policies.of("windows: [\"2230:0100\"]\n");
    RoundLevels levels = levels(policy, preset(1e6), 50_000);
    List<SlotPlan> sunday = levels.slots(SUNDAY);
    assertThat(sunday.getFirst().openMinutes()).isPositive();
    assertThat(levels.slots(SUNDAY.plusDays(6)).getLast().openMinutes()).isPositive();
    assertThat(openMinutes(sunday)).isEqualTo(150, within(0.5));
  }

  @Test
  void whatIsClosedForMaintenanceGetsNothing() {
    Policy policy =
        Policies.of("closed: [\"2026-11-22T22:00/2026-11-24T06:00\"]\nwindows: [always]\n");
    RoundPlan plan = levels(policy, preset(0), 100_000).days();
    assertThat(plan.days().get(1).users()).isZero();
    assertThat(plan.days().get(1).openMinutes()).isZero();
    assertThat(plan.users()).isEqualTo(100_000);
  }

  @Test
  void aRollingRoundIsLevelledOverOneRoundFromNowAcrossPartsOfDays() {
    Policy policy = Policies.always("Asia/Seoul", 100);
    Instant now = Instant.parse("2026-11-22T06:17:23Z");
    Span round = new Span(now, now.plus(Duration.ofMinutes(2_000)));
    RoundPlan plan =
        new RoundLevels(
                Terms.of(policy),
                TrafficForecast.of(TrafficProfile.flat(0)),
                now,
                Demand.whole(round, 20_000),
                null)
            .days();
    assertThat(plan.days()).hasSize(3);
    assertThat(plan.users()).isEqualTo(20_000);
    assertThat(plan.days().get(1).users()).isBetween(14_399L, 14_401L);
  }

  @Test
  void aRoundOfThreeMinutesIsPlannedByTheSecond() {
    Policy policy = Policies.always("Asia/Seoul", 100);
    Instant now = Instant.parse("2026-11-22T06:17:00Z");
    Span round = new Span(now, now.plusSeconds(189));
    RoundLevels levels =
        new RoundLevels(
            Terms.of(policy),
            TrafficForecast.of(TrafficProfile.flat(0)),
            now,
            Demand.whole(round, 1_890),
            null);
    assertThat(levels.usersOfFirstMinute()).isEqualTo(600, within(0.01));
  }

  @Test
  void refusesARoundThatIsOver() {
    Policy policy = Policies.always("Asia/Seoul", 100);
    Instant end = Instant.parse("2026-11-22T06:00:00Z");
    Demand demand = Demand.whole(new Span(end.minusSeconds(60), end), 1);
    assertThatThrownBy(() -> new RoundLevels(Terms.of(policy), preset(0), end, demand, null))
        .hasMessageStartingWith("a round must end after it is planned, but ends at");
  }
}
