package io.tidegate.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.Hours;
import io.tidegate.standalone.stage.PolicyText;
import io.tidegate.standalone.stage.RunLedger;
import io.tidegate.standalone.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the judge of a run lets pass and what it does not, on runs that never were. */
class JudgeTest {
  private static final Instant BEGIN = Instant.parse("2026-11-21T10:21:00Z");
  private static final int MINUTES = 5;
  private static final Actor BANK = new Actor("BANK01", "Some Bank", 900, 1, Hours.OPEN, 9001);
  private static final PolicyText TEXTS = new PolicyText(MINUTES, 20, 24, 1);

  @TempDir Path folder;
  private final List<String> arrivals = new ArrayList<>(List.of(Ledgers.HEADER));
  private final List<String> starts = new ArrayList<>(List.of(Ledgers.HEADER));
  private final List<Incident> incidents = new ArrayList<>();
  private final List<Standstill> standstills = new ArrayList<>();
  private Optional<Instant> changed = Optional.empty();
  private long bodiless;
  private long consents = BANK.users();
  private List<Evidence.Return> returns = List.of();
  private Function<Actor, Policy> policies;
  private Function<Actor, Policy> narrowed;

  @BeforeEach
  void policies() throws IOException {
    policies = written("policies", TEXTS);
    narrowed = written("narrowed", TEXTS.slowedTo(0.5));
    for (int i = 0; i < 120; i++) {
      call("u-" + i, 30_000 + 700L * i);
    }
  }

  private Function<Actor, Policy> written(String name, PolicyText texts) throws IOException {
    Stage stage = new Stage(folder);
    Path into = folder.resolve(name);
    stage.writePolicies(into, List.of(BANK), actor -> texts.run(actor, BEGIN));
    return actor -> PolicyReader.read(into).policy(actor.code()).orElseThrow();
  }

  private void call(String user, long millis) {
    start(user, millis);
    arrive(user, millis);
  }

  private void arrive(String user, long millis) {
    arrivals.add(row(user, millis) + ",200,00000");
  }

  private void start(String user, long millis) {
    starts.add(row(user, millis) + ",0,");
  }

  private static String row(String user, long millis) {
    return "BANK01,%s,accounts,,1,%d"
        .formatted(user, ChronoUnit.MICROS.between(Instant.EPOCH, BEGIN.plusMillis(millis)));
  }

  private void happened(String line) {
    Fault fault = Fault.parse(line);
    Instant from = BEGIN.plus(fault.at());
    incidents.add(new Incident(fault, from, from.plus(fault.lasts()), ""));
  }

  private Case judged() throws Exception {
    Path ledger = Files.write(folder.resolve("ledger.csv"), arrivals);
    Path worker = Files.createDirectories(folder.resolve("starts/batch-worker-1"));
    Files.write(worker.resolve("starts-1.csv"), starts);
    Evidence evidence =
        new Evidence(
            folder,
            ledger,
            folder.resolve("starts"),
            BEGIN,
            BEGIN.plus(Duration.ofMinutes(MINUTES)),
            incidents,
            Map.of(BANK.code(), standstills),
            Map.of(
                BANK,
                new Evidence.OfInstitution(
                    consents,
                    120,
                    bodiless,
                    new RunLedger.Row("BANK01", 900, 0, 120, 0, 0, 780),
                    changed,
                    returns)));
    return new Judge(evidence, policies, narrowed).judge().getFirst();
  }

  @Test
  void aRunInWhichAllWentWellHolds() throws Exception {
    Case of = judged();
    assertThat(of.offences()).isEmpty();
    assertThat(of.held()).isTrue();
    assertThat(of.repeats().calls()).isZero();
    assertThat(of.row()).contains("kept").doesNotContain("BROKEN");
  }

  @Test
  void startsThatAreTooFastBreakI1AlsoWhileThePathIsDisturbed() throws Exception {
    happened("+2:00 delay path-to-BANK01 for 20s by 900ms");
    for (int i = 0; i < 50; i++) {
      call("fast-" + i, 125_000 + i);
    }
    assertThat(judged().offences())
        .isNotEmpty()
        .allMatch(
            offence -> offence.startsWith("BANK01 breaks I1") && offence.contains("as started"));
  }

  @Test
  void whatADelayHeapsUpAtTheReceiverBreaksNothing() throws Exception {
    happened("+2:00 delay path-to-BANK01 for 20s by 900ms");
    for (int i = 0; i < 9; i++) {
      start("late-" + i, 138_500 + 200L * i);
      arrive("late-" + i, 140_300 + i);
    }
    assertThat(judged().offences()).isEmpty();
  }

  @Test
  void theSameHeapOnAQuietPathBreaksI1() throws Exception {
    for (int i = 0; i < 9; i++) {
      start("late-" + i, 138_500 + 200L * i);
      arrive("late-" + i, 140_300 + i);
    }
    assertThat(judged().offences()).first().asString().startsWith("BANK01 breaks I1 (arrivals)");
  }

  @Test
  void theSameHeapBreaksNothingWhereThePathIsKnownToHaveStoodStill() throws Exception {
    standstills.add(new Standstill(BEGIN.plusMillis(138_400), BEGIN.plusMillis(140_309)));
    for (int i = 0; i < 9; i++) {
      start("late-" + i, 138_500 + 200L * i);
      arrive("late-" + i, 140_300 + i);
    }
    assertThat(judged().offences()).isEmpty();
  }

  @Test
  void aPathThatStoodStillMostOfItsQuietSecondsWasNotJudged() throws Exception {
    standstills.add(new Standstill(BEGIN.plusMillis(50_000), BEGIN.plusMillis(100_000)));
    Case of = judged();
    assertThat(of.held()).as("nothing was broken").isTrue();
    assertThat(of.notJudged())
        .contains(
            "BANK01 was not judged: of 84 seconds in which no fault disturbed its path, its"
                + " receiver could judge 33, and should judge half at least");
  }

  @Test
  void anInstitutionThatNoCallReachedWasNotJudged() throws Exception {
    arrivals.subList(1, arrivals.size()).clear();
    assertThat(judged().notJudged())
        .contains(
            "BANK01 was not judged: of 120 calls that were started none reached its receiver");
  }

  @Test
  void whatTheScriptDisturbedNeedNotBeJudged() throws Exception {
    happened("+0:50 delay path-to-BANK01 for 50s by 900ms");
    assertThat(judged().notJudged()).isEmpty();
  }

  @Test
  void startsThatAreTooFastBreakI1AlsoWhileThePathStandsStill() throws Exception {
    standstills.add(new Standstill(BEGIN.plusMillis(124_000), BEGIN.plusMillis(126_000)));
    for (int i = 0; i < 50; i++) {
      call("fast-" + i, 125_000 + i);
    }
    assertThat(judged().offences())
        .isNotEmpty()
        .allMatch(
            offence -> offence.startsWith("BANK01 breaks I1") && offence.contains("as started"));
  }

  @Test
  void arrivalsThatNobodyStartedAreNoticed() throws Exception {
    arrive("ghost", 150_000);
    assertThat(judged().offences())
        .singleElement()
        .asString()
        .contains("no call arrives that was not started");
    happened("+2:20 kill batch-worker-1");
    assertThat(judged().offences()).as("one that was killed may miss one").isEmpty();
  }

  @Test
  void aRepeatIsExcusedOnlyIfItWasInFlightWhenAWorkerDied() throws Exception {
    call("u-100", 160_000); // succeeded at 1:40
    assertThat(judged().offences()).singleElement().asString().contains("breaks I4 (arrivals)");
    happened("+1:41 kill batch-worker-1");
    Case excused = judged();
    assertThat(excused.offences()).isEmpty();
    assertThat(excused.repeats().calls()).isEqualTo(1);
    assertThat(excused.repeats().oldest()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aServerThatWasAwayExcusesNoRepeat() throws Exception {
    happened("+1:41 away postgresql for 20s");
    happened("+1:41 kill scheduler-app");
    happened("+1:41 freeze batch-worker-2 for 9s");
    happened("+1:41 cut path-to-CARD02");
    call("u-100", 160_000);
    assertThat(judged().held()).isFalse();
  }

  @Test
  void aNarrowerPolicyHoldsFromItsMinuteOn() throws Exception {
    for (int i = 0; i < 5; i++) {
      call("burst-" + i, 200_000 + 150L * i);
    }
    assertThat(judged().offences()).as("5 in a second are allowed at first").isEmpty();
    changed = Optional.of(BEGIN.plus(Duration.ofMinutes(3)));
    assertThat(judged().offences())
        .isNotEmpty()
        .allMatch(offence -> offence.contains("since 2026-11-21T10:24:00Z"));
  }

  @Test
  void whatIsLostIsLost() throws Exception {
    bodiless = 3;
    consents = BANK.users() - 1L;
    assertThat(judged().offences())
        .hasSize(2)
        .allMatch(offence -> offence.startsWith("BANK01 breaks I6 (database)"));
  }

  @Test
  void aBurstAfterTheSchedulerCameBackIsNoticed() throws Exception {
    Instant minute = BEGIN.plus(Duration.ofMinutes(3));
    returns = List.of(new Evidence.Return(minute, 300, 600, 2));
    assertThat(judged().offences()).isEmpty();
    returns = List.of(new Evidence.Return(minute, 600, 600, 2));
    assertThat(judged().offences()).singleElement().asString().contains("breaks spread");
  }
}
