package io.tidegate.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.standalone.BuiltPrograms;
import io.tidegate.standalone.chaos.Fault.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worst faults, all in one run of six minutes: a window closes in mid-minute at 0:40, and three
 * minutes are not planned.
 */
class ChaosTest {
  private static final String SCRIPT =
      """
      # Minute 0: a worker stands still; another dies with calls in flight and is replaced. A window
      # closes at 0:40.
      +0:05 away scheduler-app for 180s
      +0:12 freeze batch-worker-2 for 3s
      +0:26 kill batch-worker-1
      +0:03 kill push-worker
      +1:01 freeze push-worker for 15s
      +2:01 away push-worker for 30s
      # Nobody plans minutes 1, 2 and 3. Two are left for what was missed, and in the first of them three
      # workers have lanes, of whom one leaves and one dies.
      +3:00 join batch-worker-3 for 80s
      +4:05 policy CARD06
      # Minute 5: one worker has lanes and a wrong clock, the other finds no database.
      +4:12 clock batch-worker-2 for 100s
      +5:10 away postgresql for 20s
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
            new ChaosSettings(1, 6, Optional.of(SCRIPT), false),
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
  void aDatabaseThatIsAwayMakesNobodyForgottenAndNothingLost() {
    assertThat(said).contains("PostgreSQL has ended", "PostgreSQL is up again");
    assertThat(rulings("I3")).hasSameSizeAs(verdict.cases()).allMatch(Ruling::kept);
    assertThat(rulings("I6")).hasSizeGreaterThan(6).allMatch(Ruling::kept);
  }

  @Test
  void aWorkerThatComesAndGoesBreaksNothing() throws IOException {
    assertThat(said).contains("over: +3:00.0 join batch-worker-3");
    assertThat(Ledgers.starts(folder.resolve("run/starts/batch-worker-3"))).hasSize(1);
  }

  @Test
  void pushWorkerComesBackAndNoPushIsLost() {
    assertThat(said).contains("push-worker has ended", "push-worker is up again");
    assertThat(verdict.pushes().troubles()).isEmpty();
    assertThat(verdict.pushes().verdict())
        .hasValueSatisfying(pushes -> assertThat(pushes.lost()).isZero());
  }

  @Test
  void usersOfEveryInstitutionWereRefreshed() {
    assertThat(verdict.cases()).hasSize(6).allMatch(each -> each.refreshed() > 0);
  }

  @Test
  void theReceiverWasAwakeNearlyAllTheTime() {
    assertThat(verdict.cases()).allMatch(each -> each.unjudged() * 10 <= each.seconds());
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
