package io.tidegate.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.planning.traffic.DayCurve;
import io.tidegate.planning.traffic.SpecialDays;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.planning.traffic.TrafficHistory;
import io.tidegate.planning.traffic.TrafficPreset;
import io.tidegate.planning.traffic.TrafficProfile;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinutePlannerTest {

  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
  private static final Instant SUNDAY = Instant.parse("2026-11-21T15:00:00Z"); // 00:00 in Seoul
  private static final Span WEEK = new Span(SUNDAY, SUNDAY.plus(Duration.ofDays(7)));
  private static final Span DAY = new Span(SUNDAY, SUNDAY.plus(Duration.ofDays(1)));

  private final RandomGenerator rolls = Rolls.of(MinutePlannerTest.class);

  @Test
  void everybodyHasATurnInAWeekOfTwoWindowsANight() {
    Policy policy =
        Policies.of(
            """
            windows: ["0030:0530", "2230:0100"]
            limits: [{calls: 200, per: second}]
            lanes: 2
            """);
    RoundRun run = new RoundRun(policy, WEEK, 100_003, 99_998).toTheEnd();
    assertThat(run.left()).isZero();
    run.minutes.forEach(MinutePlannerTest::staysWithinTickets);
  }

  private static void staysWithinTickets(RoundRun.Planned minute) {
    MinuteTargets targets = minute.targets();
    assertThat(targets.users())
        .isLessThanOrEqualTo(targets.tickets().countIn(targets.minute(), targets.open()));
  }

  @Test
  void calmTrafficAndEvenWindowsMakeEvenMinutes() {
    RoundRun run = new RoundRun(Policies.always("Asia/Seoul", 100), DAY, 1_440 * 7).toTheEnd();
    IntSummaryStatistics users =
        run.minutes.stream().skip(10).mapToInt(RoundRun.Planned::users).summaryStatistics();
    assertThat(users.getMin()).isGreaterThanOrEqualTo(6);
    assertThat(users.getMax()).isLessThanOrEqualTo(8);
    assertThat(run.left()).isZero();
  }

  @Test
  void theRunningTotalStaysWithinOneUserPerLaneOfItsIdeal() {
    for (int times = 0; times < 20; times++) {
      int lanes = 1 + rolls.nextInt(4);
      long[] population = rolls.longs(lanes, 0, 3_000).toArray();
      Policy policy = Policies.of("limits: [{calls: 500, per: second}]\nlanes: " + lanes + "\n");
      RoundRun run = new RoundRun(policy, DAY, population).toTheEnd();
      double ideal = 0;
      long total = 0;
      for (RoundRun.Planned minute : run.minutes) {
        ideal += minute.ideal();
        total += minute.users();
        assertThat(Math.abs(total - ideal)).isLessThan(lanes + 1e-6);
      }
      assertThat(total).isEqualTo(Arrays.stream(population).sum());
      assertThat(run.left()).isZero();
    }
  }

  @Test
  void whatAnOutageLeftIsSpreadOverTheRestAndNeverMadeUpInABurst() {
    RoundRun run = new RoundRun(Policies.always("Asia/Seoul", 100), DAY, 144_000);
    run.workersAway = minute -> isBetweenHours(minute, 6, 8);
    run.toTheEnd();
    assertThat(run.left()).isZero();
    int most = run.minutes.stream().mapToInt(RoundRun.Planned::users).max().orElseThrow();
    // 100 a minute before; 16 hours take what 18 hours had: 112.5
    assertThat(most).isBetween(112, 114);
  }

  private static boolean isBetweenHours(Instant minute, int fromHour, int untilHour) {
    int hour = minute.atZone(SEOUL).getHour();
    return hour >= fromHour && hour < untilHour;
  }

  @Test
  void afterManyRandomOutagesEachMinuteStillTakesItsShareOfWhatIsLeft() {
    for (int times = 0; times < 10; times++) {
      Set<Integer> away = new HashSet<>();
      IntStream.range(0, 8).forEach(i -> addOutage(away));
      RoundRun run = new RoundRun(Policies.always("Asia/Seoul", 100), DAY, 60_000);
      run.workersAway = minute -> away.contains(minuteOfDay(minute));
      run.toTheEnd();
      assertThat(run.left()).isZero();
      for (RoundRun.Planned minute : run.minutes) {
        int minutesLeft = 1_440 - minuteOfDay(minute.targets().minute());
        double level = (double) minute.leftBefore() / minutesLeft;
        assertThat((double) minute.users()).isLessThan(level * 1.02 + 1);
      }
    }
  }

  private void addOutage(Set<Integer> away) {
    int from = rolls.nextInt(1_300);
    IntStream.range(from, from + 1 + rolls.nextInt(60)).forEach(away::add);
  }

  private static int minuteOfDay(Instant minute) {
    return minute.atZone(SEOUL).toLocalTime().toSecondOfDay() / 60;
  }

  @Test
  void moreThanFitsRunsAtFullCapacityAndTheRestIsLeftOver() {
    Policy policy = Policies.of("limits: [{calls: 60, per: clock-minute}]\n");
    RoundRun run = new RoundRun(policy, DAY, 200_000).toTheEnd();
    run.minutes.forEach(MinutePlannerTest::staysWithinTickets);
    long done = Arrays.stream(run.claimed).sum();
    int tickets = policy.tickets().perMinute();
    assertThat(done).isBetween((long) (tickets * 1_430 * 0.99), (long) tickets * 1_440);
    assertThat(run.left()).isEqualTo(200_000 - done);
  }

  @Test
  void aMinutesTicketsBoundItsUsersTimesTheirCalls() {
    RoundRun run = new RoundRun(Policies.always("Asia/Seoul", 10), DAY, 200_000);
    run.callsPerRefresh = 7.5;
    run.until(SUNDAY.plus(Duration.ofHours(3)));
    for (RoundRun.Planned minute : run.minutes) {
      MinuteTargets targets = minute.targets();
      assertThat(minute.users() * 7.5)
          .isLessThanOrEqualTo(targets.tickets().countIn(targets.minute(), targets.open()));
    }
  }

  @Test
  void aWindowOpensWithARamp() {
    Policy policy = Policies.of("windows: [\"0200:0600\"]\nlimits: [{calls: 10, per: second}]\n");
    RoundRun run = new RoundRun(policy, DAY, 1_000_000).toTheEnd();
    int minutes = policy.pace().ramp().minutes();
    assertThat(minutes).isPositive();
    int full = run.minutes.get(minutes + 1).users();
    for (int i = 1; i < minutes; i++) {
      assertThat(run.minutes.get(i).users()).isGreaterThan(run.minutes.get(i - 1).users());
      assertThat(run.minutes.get(i).users())
          .isLessThanOrEqualTo((int) Math.ceil(full * policy.pace().ramp().share(i)) + 1);
    }
  }

  @Test
  void aResumedInstitutionRampsInTheMiddleOfItsWindow() {
    Policy policy = Policies.of("limits: [{calls: 10, per: second}]\n");
    RoundRun run = new RoundRun(policy, DAY, 2_000_000);
    run.until(SUNDAY.plus(Duration.ofHours(1)));
    int before = run.minutes.getLast().users();
    run.resumed = SUNDAY.plus(Duration.ofHours(1));
    run.until(SUNDAY.plus(Duration.ofMinutes(61)));
    assertThat(run.minutes.getLast().users())
        .isCloseTo((int) (before * policy.pace().ramp().share(0)), within(1));
  }

  @Test
  void aPolicyChangedInMidDayIsObeyedFromItsMinuteAndNobodyIsForgotten() {
    Policy before = Policies.of("windows: [\"0000:1200\"]\n");
    Policy after = Policies.of("windows: [\"1800:2300\"]\nlimits: [{calls: 50, per: second}]\n");
    Instant change = SUNDAY.plus(Duration.ofHours(6));
    RoundRun run = new RoundRun(before, DAY, 80_000);
    run.policy = minute -> minute.isBefore(change) ? before : after;
    run.toTheEnd();
    assertThat(run.left()).isZero();
    assertThat(run.minutes)
        .allMatch(
            minute ->
                minute.targets().minute().isBefore(change)
                    || isBetweenHours(minute.targets().minute(), 18, 23));
  }

  @Test
  void aLaneThatIsNotOverGoesOnByOneUserAMinuteWhenTheCountsSayNothingIsLeft() {
    LaneProgress lane = new LaneProgress(0, DAY, 1_000, 1_000, 1_000, 10, 0, 0, false, 0);
    assertThat(usersOf(lane)).isEqualTo(1);
    LaneProgress small = new LaneProgress(0, DAY, 3, 0, 0, 0, 1, 0, false, 0);
    assertThat(usersOf(small)).as("out of turn in a small ring").isEqualTo(1);
    LaneProgress over = new LaneProgress(0, DAY, 1_000, 1_000, 1_000, 10, 0, 0, true, 0);
    assertThat(usersOf(over)).isZero();
    LaneProgress retries = new LaneProgress(0, DAY, 1_000, 1_000, 1_000, 10, 3, 0, true, 0);
    assertThat(usersOf(retries)).isEqualTo(1);
  }

  private static int usersOf(LaneProgress lane) {
    return MinutePlanner.plan(
            Terms.of(Policies.always("Asia/Seoul", 100)),
            TrafficForecast.of(TrafficProfile.flat(0)),
            SUNDAY.plus(Duration.ofHours(12)),
            List.of(lane),
            null)
        .orElseThrow()
        .users();
  }

  @Test
  void rowsThatAreMostlyPassedOverCountForWhatTheyMake() {
    LaneProgress lane = new LaneProgress(0, DAY, 20_000, 10_000, 5_000, 5_000, 100, 30, false, 0);
    assertThat(lane.left()).isBetween(5_000L + 70, 5_100L + 70);
  }

  @Test
  void theTargetsOfManySmallInstitutionsDoNotFallIntoOneMinute() {
    int[] perMinute = new int[60];
    for (int i = 0; i < 300; i++) {
      Policy policy = Policies.of("code: SMALL%04d\n".formatted(i));
      RoundRun run = new RoundRun(policy, DAY, 24).until(SUNDAY.plus(Duration.ofHours(1)));
      for (int minute = 0; minute < 60; minute++) {
        perMinute[minute] += run.minutes.get(minute).users();
      }
    }
    assertThat(Arrays.stream(perMinute).sum()).isBetween(250, 350);
    assertThat(Arrays.stream(perMinute).max().orElseThrow()).isLessThan(20);
  }

  @Test
  void aRoundThatShouldBeOverGetsATwentiethMoreAndNoBurst() {
    Span late = new Span(SUNDAY.minus(Duration.ofDays(10)), SUNDAY);
    LaneProgress lane = new LaneProgress(0, late, 72_000, 0, 0, 0, 0, 0, false, 0);
    int users = usersOf(lane);
    assertThat(users).isCloseTo(100, within(2)); // 72,000 users in half a day
  }

  @Test
  void todaysTrafficIsGivenWayToWithinThePeriodsTotal() {
    Policy policy = Policies.always("Asia/Seoul", 1_000);
    TrafficProfile profile = TrafficPreset.of(7_000_000, SpecialDays.NONE);
    RoundRun calm = new RoundRun(policy, WEEK, 2_000_000);
    calm.traffic = minute -> TrafficForecast.of(profile);
    RoundRun busy = new RoundRun(policy, WEEK, 2_000_000);
    busy.traffic = minute -> TrafficForecast.of(profile, twiceAsMuch(profile), minute, SEOUL);
    Instant monday = SUNDAY.plus(Duration.ofDays(1));
    calm.until(monday);
    busy.until(monday);
    assertThat(Arrays.stream(busy.claimed).sum())
        .isLessThan(Arrays.stream(calm.claimed).sum() * 9 / 10);
    busy.toTheEnd();
    assertThat(busy.left()).isZero();
  }

  private static TrafficHistory twiceAsMuch(TrafficProfile profile) {
    TreeMap<LocalDate, DayCurve> days = new TreeMap<>();
    LocalDate sunday = LocalDate.of(2026, 11, 22);
    days.put(sunday, profile.day(sunday).times(2));
    for (int i = 1; i < 7; i++) {
      days.put(sunday.plusDays(i), profile.day(sunday.plusDays(i)));
    }
    return new TrafficHistory(days);
  }

  @Test
  void theOrderInWhichLanesAreGivenDoesNotMatter() {
    Policy policy = Policies.of("limits: [{calls: 500, per: second}]\nlanes: 4\n");
    for (int times = 0; times < 50; times++) {
      List<LaneProgress> lanes = IntStream.range(0, 4).mapToObj(this::anyLane).toList();
      List<LaneProgress> reversed = lanes.reversed();
      Instant noon = SUNDAY.plus(Duration.ofHours(12));
      TrafficForecast forecast = TrafficForecast.of(TrafficProfile.flat(0));
      assertThat(MinutePlanner.plan(Terms.of(policy), forecast, noon, reversed, null))
          .isEqualTo(MinutePlanner.plan(Terms.of(policy), forecast, noon, lanes, null));
    }
  }

  private LaneProgress anyLane(int lane) {
    long population = rolls.nextLong(20_000);
    long passed = population == 0 ? 0 : rolls.nextLong(population);
    return new LaneProgress(lane, DAY, population, passed, passed, passed, 0, 0, false, 0);
  }

  /** Rolling rounds begin anew when a lane's last one is over, lane by lane. */
  @Test
  void aLaneThatIsLateInItsRoundIsNotSlowedDownByOneThatHasJustBegunAnother() {
    Policy policy = Policies.of("limits: [{calls: 500, per: second}]\nlanes: 2\n");
    Instant noon = SUNDAY.plus(Duration.ofHours(12));
    Span ending = new Span(noon.minus(Duration.ofDays(1)), noon.plus(Duration.ofHours(1)));
    Span begun = new Span(noon, noon.plus(Duration.ofHours(25)));
    MinuteTargets targets =
        MinutePlanner.plan(
                Terms.of(policy),
                TrafficForecast.of(TrafficProfile.flat(0)),
                noon,
                List.of(
                    new LaneProgress(0, ending, 90_000, 84_000, 84_000, 0, 0, 0, false, 0),
                    new LaneProgress(1, begun, 90_000, 0, 0, 0, 0, 0, false, 0)),
                null)
            .orElseThrow();
    assertThat(targets.lanes().get(0).users()).isBetween(99, 101); // 6,000 in an hour
    assertThat(targets.lanes().get(1).users()).isBetween(59, 61); // 90,000 in 25 hours
  }
}
