package io.tidegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatesTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);
  @TempDir Path folder;

  private static LedgerFile at(long... millis) {
    LedgerFile ledger = new LedgerFile();
    for (long ms : millis) {
      ledger.call(NOON.plusMillis(ms), "u" + ms, "accounts", "");
    }
    return ledger;
  }

  private Finding first(LedgerFile ledger, BankLaws laws) {
    return ledger.judged(folder, laws.laws()).institutions().getFirst().findings().getFirst();
  }

  @Test
  void threeCallsInASecondThatBeginsBetweenTwoClockSecondsBreakALimitOfTwo() {
    Finding finding = first(at(0, 900, 1000, 1200), new BankLaws().limit(2, SECOND));

    assertThat(finding.kept()).isFalse();
    assertThat(finding.found()).isEqualTo(3);
    assertThat(finding.rows()).extracting(Finding.Row::line).containsExactly(3L, 4L, 5L);
    assertThat(finding.rows().getFirst().at()).isEqualTo(NOON.plusMillis(900));
    assertThat(finding.offender()).contains("3 calls in the second from 2026-03-02T12:00:00.900Z");
  }

  @Test
  void aCallExactlyOnePeriodLaterBelongsToTheNextPeriod() {
    assertThat(first(at(0, 500, 1000, 1500, 2000), new BankLaws().limit(2, SECOND)).kept())
        .isTrue();
  }

  @Test
  void rowsInAnyOrderAreJudgedAlike() {
    Finding finding = first(at(1200, 0, 1000, 900), new BankLaws().limit(2, SECOND));

    assertThat(finding.found()).isEqualTo(3);
    assertThat(finding.rows()).extracting(Finding.Row::line).containsExactly(5L, 4L, 2L);
  }

  @Test
  void aLimitPerClockMinuteIsJudgedInEverySlidingMinuteAndSaysWhatTheClockMinutesHeld() {
    Laws.Limit limit = new Laws.Limit(2, Duration.ofMinutes(1), true, Laws.Each.INSTITUTION, "");
    Finding finding = first(at(58_000, 59_000, 61_000, 62_000), new BankLaws().limit(limit));

    assertThat(finding.found()).isEqualTo(4);
    assertThat(finding.offender()).contains("no minute of the clock held more than 2");
  }

  @Test
  void aLimitOfOneCallCountsThatCallOnly() {
    Laws.Limit limit = new Laws.Limit(1, SECOND, false, Laws.Each.CALL, "balance");
    LedgerFile ledger =
        at(0, 1, 2).call(NOON, "u", "balance", "a").call(NOON.plusMillis(999), "u", "balance", "b");

    Finding finding = first(ledger, new BankLaws().limit(limit));

    assertThat(finding.found()).isEqualTo(2);
    assertThat(finding.rows()).extracting(Finding.Row::line).containsExactly(5L, 6L);
  }

  @Test
  void aLimitOfEachConsentCountsEveryUserApart() {
    Laws.Limit limit = new Laws.Limit(2, SECOND, false, Laws.Each.CONSENT, "");
    LedgerFile kept = at(0, 1, 2, 3, 4, 5);
    LedgerFile broken =
        at(0, 1, 2)
            .call(NOON, "u", "accounts", "")
            .call(NOON.plusMillis(10), "u", "balance", "a")
            .call(NOON.plusMillis(20), "u", "balance", "b");

    assertThat(first(kept, new BankLaws().limit(limit)).kept()).isTrue();
    Finding finding = first(broken, new BankLaws().limit(limit));
    assertThat(finding.found()).isEqualTo(3);
    assertThat(finding.rows()).extracting(Finding.Row::line).containsExactly(5L, 6L, 7L);
  }

  @Test
  void callsOfWaitingUsersCountForTheRates() {
    LedgerFile ledger = at(0, 1).call(NOON.plusMillis(2), "x", "user:accounts", "");

    assertThat(first(ledger, new BankLaws().limit(2, SECOND)).found()).isEqualTo(3);
  }

  @Test
  void aBurstWithinALawfulSecondBreaksTheSliceBudget() {
    // 100 per second: R = 100 / 1.1 s = 90.9, so at most 1.2 * 9.09 + 1 = 11 in any 100 ms.
    LedgerFile twelve = at(0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99);
    LedgerFile eleven = at(0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100);

    Finding broken = slice(twelve);
    assertThat(broken.allowed()).isEqualTo(11);
    assertThat(broken.found()).isEqualTo(12);
    assertThat(slice(eleven).kept()).isTrue();
  }

  private Finding slice(LedgerFile ledger) {
    List<Finding> findings =
        ledger
            .judged(folder, new BankLaws().limit(100, SECOND).laws())
            .institutions()
            .getFirst()
            .findings();
    assertThat(findings.get(0).kept()).isTrue();
    assertThat(findings.get(1).rule()).contains("per 100 ms");
    return findings.get(1);
  }

  @Test
  void aLimitAtEachEndpointIsNamedAsNotJudged() {
    Laws.Limit limit = new Laws.Limit(1, SECOND, false, Laws.Each.ENDPOINT, "");

    Judgement.OfInstitution of =
        at(0, 1).judged(folder, new BankLaws().limit(limit).laws()).institutions().getFirst();

    assertThat(of.notJudged()).singleElement().asString().contains("1 per second at each endpoint");
  }

  @Test
  void periodsThatBeginInASecondOfAStallAreNotJudged() throws Exception {
    LedgerFile ledger = at(300, 301, 302, 303, 100_000, 199_999);
    stall(NOON.plusMillis(250), NOON.plusMillis(299));

    Judgement judgement = ledger.judged(folder, new BankLaws().limit(3, SECOND).laws());

    assertThat(judgement.stalls().found()).isEqualTo(1);
    assertThat(judgement.seconds()).isEqualTo(200);
    assertThat(judgement.kept()).isTrue();
  }

  @Test
  void aStallDoesNotExcuseTheNextSecond() throws Exception {
    LedgerFile ledger = at(1300, 1301, 1302, 1303, 100_000, 199_999);
    stall(NOON.plusMillis(250), NOON.plusMillis(299));

    assertThat(ledger.judged(folder, new BankLaws().limit(3, SECOND).laws()).kept()).isFalse();
  }

  @Test
  void aReceiverThatStalledInMoreThanOneSecondInAHundredFailsTheLedger() throws Exception {
    LedgerFile ledger = at(0, 99_999);
    stall(NOON.plusMillis(900), NOON.plusMillis(1100));

    Judgement judgement = ledger.judged(folder, new BankLaws().limit(3, SECOND).laws());

    assertThat(judgement.kept()).isFalse();
    assertThat(judgement.worst().orElseThrow().institution()).isEqualTo("the receiver");
    assertThat(judgement.stalls().offender()).contains("2 of 100 seconds");
  }

  private void stall(Instant from, Instant until) throws Exception {
    String row = Micros.of(from) + "," + Micros.of(until) + ",event loop\n";
    Files.writeString(
        folder.resolve("arrivals.stalls.csv"), String.join(",", Stalls.HEADER) + "\n" + row);
  }
}
