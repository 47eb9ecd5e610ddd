package io.tidegate.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.Ring;
import io.tidegate.scheduler.RunningScheduler;
import io.tidegate.scheduler.institution.InstitutionStates;
import io.tidegate.scheduler.institution.Institutions;
import io.tidegate.scheduler.institution.PolicyWatch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Minutes of institutions whose workers always claim all that they are told to. */
class MinutePlanningTest {
  private static final Instant START = Instant.parse("2026-11-02T03:00:00Z");

  /** Everybody once an hour, at most 600 calls a minute. */
  private static final String HOURLY =
      """
      windows: [always]
      ramp-minutes: 0
      cycle: PT1H
      limits: [{calls: 600, per: minute}]
      """;

  private static TestDatabase database;
  private static RunningScheduler scheduler;
  private static Ring ring;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    for (String code :
        List.of("STEADY", "AWAY", "CHANGED", "SPLIT", "BLOCKED", "STORED", "SHOWN", "EMPTY")) {
      PolicyFiles.write(folder, code, PolicyFiles.text(code, HOURLY));
    }
    database = TestServers.database();
    scheduler = RunningScheduler.start(database, folder, START);
    ring = new Ring(database);
  }

  @AfterAll
  static void stop() {
    scheduler.close();
    database.close();
  }

  @Test
  void aRoundsUsersAreSpreadOverItsMinutesAndAllAreReached() {
    ring.populate(id("STEADY"), 6_000);
    List<Integer> users = run("STEADY", 0, 60);
    assertThat(users.stream().mapToInt(Integer::intValue).sum()).isBetween(5_990, 6_000);
    assertThat(users).allMatch(minute -> minute >= 90 && minute <= 115, "about 100 a minute");
  }

  @Test
  void whatASchedulerMissedWhileItWasAwayIsSpreadOverTheRestAndNoBurst() {
    ring.populate(id("AWAY"), 6_000);
    List<Integer> before = run("AWAY", 0, 20);
    List<Integer> after = run("AWAY", 35, 60);
    int all = sum(before) + sum(after);
    assertThat(all).isBetween(5_990, 6_000);
    // 15 minutes of 100 users are missing; 25 are left for 4,000 users.
    assertThat(after).allMatch(minute -> minute <= 185, "about 160 a minute");
    assertThat(plan("AWAY", 35).orElseThrow().resumedAt()).isEqualTo(at(35));
    assertThat(plan("AWAY", 36).orElseThrow().resumedAt()).isEqualTo(at(35));
    assertThat(plan("AWAY", 0).orElseThrow().resumedAt()).isEqualTo(at(0));
  }

  @Test
  void aPolicyThatChangesInBetweenHoldsFromItsMinuteOn() {
    ring.populate(id("CHANGED"), 6_000);
    run("CHANGED", 0, 10);
    PolicyFiles.write(folder, "CHANGED", PolicyFiles.text("CHANGED", HOURLY.replace("600", "60")));
    scheduler.bean(PolicyWatch.class).look(at(10));
    run("CHANGED", 10, 12);
    assertThat(plan("CHANGED", 9).orElseThrow().users()).isGreaterThan(90);
    assertThat(plan("CHANGED", 9).orElseThrow().policyVersion()).isEqualTo(1);
    assertThat(plan("CHANGED", 10).orElseThrow().policyVersion()).isEqualTo(2);
    assertThat(plan("CHANGED", 10).orElseThrow().users()).isBetween(55, 60);
    assertThat(plan("CHANGED", 10).orElseThrow().ticketIntervalNanos())
        .isGreaterThan(1_000_000_000L);
  }

  @Test
  void aRingIsCutAnewAtTheStartOfAMinuteAndKeepsItsPace() {
    String wide = HOURLY.replace("calls: 600", "calls: 12000");
    PolicyFiles.write(folder, "SPLIT", PolicyFiles.text("SPLIT", wide));
    scheduler.bean(PolicyWatch.class).look(at(0));
    ring.populate(id("SPLIT"), 6_000);
    run("SPLIT", 0, 5);
    PolicyFiles.write(folder, "SPLIT", PolicyFiles.text("SPLIT", wide + "lanes: 2\n"));
    scheduler.bean(PolicyWatch.class).look(at(5));
    List<Integer> after = run("SPLIT", 5, 8);
    assertThat(plan("SPLIT", 4).orElseThrow().lanes()).isEqualTo(1);
    assertThat(plan("SPLIT", 5).orElseThrow().lanes()).isEqualTo(2);
    assertThat(after).allMatch(minute -> minute >= 90 && minute <= 115, "about 100 a minute");
  }

  @Test
  void aBlockedInstitutionHasNoMinutesAndStartsColdAfterwards() {
    ring.populate(id("BLOCKED"), 6_000);
    run("BLOCKED", 0, 3);
    scheduler.bean(InstitutionStates.class).block(id("BLOCKED"), at(5), "429");
    run("BLOCKED", 3, 7);
    assertThat(plan("BLOCKED", 3)).isEmpty();
    assertThat(plan("BLOCKED", 4)).isEmpty();
    assertThat(plan("BLOCKED", 5).orElseThrow().resumedAt()).isEqualTo(at(5));
    assertThat(plan("BLOCKED", 6).orElseThrow().resumedAt()).isEqualTo(at(5));
  }

  @Test
  void anInstitutionWithoutConsentsHasNoMinutes() {
    run("EMPTY", 0, 2);
    assertThat(plan("EMPTY", 0)).isEmpty();
  }

  @Test
  void whatIsStoredIsReadBackWhoeverPlansAgain() {
    ring.populate(id("STORED"), 6_000);
    Instant minute = at(500);
    List<PlannedMinute> first = scheduler.bean(MinutePlanning.class).plan(minute, minute);
    ring.populate(id("STORED"), 60_000);
    assertThat(scheduler.bean(MinutePlanning.class).plan(minute, minute)).isEqualTo(first);
  }

  @Test
  void dayTargetsAreMadeOnceAndAnewWhenThePopulationChanges() {
    ring.populate(id("SHOWN"), 6_000);
    Instant now = at(600);
    scheduler.clock().set(now);
    scheduler.bean(DayPlanning.class).planWhatChanged(now);
    assertThat(targets()).hasSize(1).allMatch(day -> day.plannedAt().equals(now));
    scheduler.bean(DayPlanning.class).planWhatChanged(now.plusSeconds(60));
    assertThat(targets()).allMatch(day -> day.plannedAt().equals(now));
    ring.populate(id("SHOWN"), 12_000);
    scheduler.bean(DayPlanning.class).planWhatChanged(now.plusSeconds(120));
    assertThat(targets()).allMatch(day -> day.population() == 12_000);

    String shown = scheduler.get("/v1/plans/SHOWN").body();
    assertThat(shown)
        .contains("\"institution\":\"SHOWN\"")
        .contains("\"kept\":true")
        .contains("\"date\":\"2026-11-02\"")
        .contains("SHOWN: all 12,000 users fit");
    assertThat(scheduler.get("/v1/plans/SHOWN?days=40").statusCode()).isEqualTo(400);
    assertThat(scheduler.get("/v1/plans/NOBODY").statusCode()).isEqualTo(404);
    ring.populate(id("SHOWN"), 60_000);
    assertThat(scheduler.get("/v1/plans/promises").body())
        .contains("SHOWN: ")
        .contains("do not fit until");
  }

  private static List<StoredDay> targets() {
    java.time.LocalDate day = java.time.LocalDate.of(2026, 11, 2);
    return scheduler.bean(StoredDays.class).between(id("SHOWN"), day, day);
  }

  /** Plans minutes one by one and claims this institution's; its users minute by minute. */
  private static List<Integer> run(String code, int first, int end) {
    List<Integer> users = new ArrayList<>();
    for (int minute = first; minute < end; minute++) {
      Instant now = at(minute).minusSeconds(10);
      scheduler.clock().set(now);
      scheduler.bean(MinutePlanning.class).plan(at(minute), now);
      Optional<PlannedMinute> plan = plan(code, minute);
      plan.ifPresent(one -> ring.claim(one.institutionId(), one.minute(), one.targets()));
      users.add(plan.map(PlannedMinute::users).orElse(0));
    }
    return users;
  }

  private static Optional<PlannedMinute> plan(String code, int minute) {
    return scheduler.bean(PlannedMinutes.class).of(at(minute)).stream()
        .filter(plan -> plan.institutionId() == id(code))
        .findFirst();
  }

  private static int id(String code) {
    return scheduler.bean(Institutions.class).inForce(at(10_000), code).orElseThrow().id();
  }

  private static Instant at(int minute) {
    return START.plusSeconds(60L * minute);
  }

  private static int sum(List<Integer> users) {
    return users.stream().mapToInt(Integer::intValue).sum();
  }
}
