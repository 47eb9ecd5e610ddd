package io.tidegate.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.standalone.BuiltPrograms;
import io.tidegate.standalone.chaos.Fault.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worst faults, all in one run of five minutes: each minute belongs to one of them. A window
 * closes in mid-minute, at 1:40.
 */
class ChaosTest {
  private static final String SCRIPT =
      """
      # Minute 0: a worker stands still, another dies with calls in flight and is replaced.
      +0:12 freeze batch-worker-2 for 3s
      +0:32 kill batch-worker-1
      # Minute 2 is planned by nobody; two minutes are left for what was missed.
      +0:53 away scheduler-app for 70s
      # Lanes move to a third worker and back.
      +1:05 join batch-worker-3 for 25s
      # Minute 3: one worker has lanes and a wrong clock.
      +2:06 clock batch-worker-2 for 72s
      +3:05 policy CARD06
      +3:20 away postgresql for 20s
      """;

  @TempDir static Path folder;
  private static Verdict verdict;
  private static String said;

  @BeforeAll
  static void run() throws Exception {
    BuiltPrograms.assemble(folder);
    StringWriter all = new StringWriter();
    try (Chaos chaos =
        new Chaos(
            new ChaosSettings(1, 5, Optional.of(SCRIPT), false),
            folder.resolve("run"),
            InstantSource.system(),
            new PrintWriter(all, true))) {
      verdict = chaos.judged();
    } finally {
      said = all.toString();
      System.out.println(said);
    }
  }

  @Test
  void nothingIsTooFastAtTheWrongTimeOrTooOftenAndNobodyIsForgottenOrLost() {
    assertThat(verdict.held()).as(said).isTrue();
  }

  @Test
  void everythingHappenedThatThisMachineCanDo() {
    assertThat(verdict.leftOut())
        .allMatch(incident -> incident.fault().kind() == Kind.CLOCK)
        .hasSizeLessThanOrEqualTo(WrongClock.ofThisMachine().isPresent() ? 0 : 1);
  }

  @Test
  void aWorkerThatWasKilledInMidMinuteIsReplacedAndOnlyWhatWasInFlightComesAgain() {
    assertThat(said).contains("batch-worker 1 has ended", "batch-worker 1 is up again");
    assertThat(rulings("I4")).isNotEmpty().allMatch(Ruling::kept);
  }

  @Test
  void whatTheSchedulerMissedIsSpreadOverTheRestOfTheDay() {
    assertThat(rulings("spread")).isNotEmpty().allMatch(Ruling::kept);
  }

  @Test
  void aWorkerWithAWrongClockStartsNothing() {
    assertThat(verdict.other()).isEmpty();
  }

  @Test
  void aWindowThatClosesInMidMinuteIsKept() throws IOException {
    Case closing = of("INVEST03");
    assertThat(closing.arrivals()).isPositive();
    assertThat(closing.rulings())
        .filteredOn(ruling -> ruling.law().equals("I2"))
        .hasSize(4)
        .allMatch(Ruling::kept);
  }

  @Test
  void whatWasAwayForALittleWhileLeavesTimeForNearlyEverybody() {
    long users = verdict.cases().stream().mapToLong(each -> each.actor().users()).sum();
    long refreshed = verdict.cases().stream().mapToLong(Case::refreshed).sum();
    assertThat(refreshed).as("of %d", users).isGreaterThan(users / 2);
  }

  @Test
  void theReceiverCouldJudgeMostOfTheTime() {
    assertThat(verdict.cases())
        .allMatch(each -> each.seconds() > Duration.ofMinutes(1).toSeconds())
        .filteredOn(each -> Troupe.WIRED.contains(each.actor().code()))
        .hasSize(2);
  }

  private static Case of(String institution) {
    return verdict.cases().stream()
        .filter(each -> each.actor().code().equals(institution))
        .findFirst()
        .orElseThrow();
  }

  private static List<Ruling> rulings(String law) {
    return verdict.cases().stream()
        .flatMap(each -> each.rulings().stream())
        .filter(ruling -> ruling.law().equals(law))
        .toList();
  }
}
