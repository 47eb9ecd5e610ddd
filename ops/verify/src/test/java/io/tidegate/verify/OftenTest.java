package io.tidegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OftenTest {
  private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
  private static final Quota.Period WEEK = new Quota.Week(DayOfWeek.SUNDAY);
  private static final Duration HOUR = Duration.ofHours(1);
  @TempDir Path folder;

  private static BankLaws weekly() {
    return new BankLaws().quota(1, WEEK, Quota.Counted.SUCCESSES);
  }

  private boolean kept(LedgerFile ledger, BankLaws laws, Instant... crashes) {
    return ledger.judged(folder, laws.laws(), crashes).kept();
  }

  private static LedgerFile calls(Instant... at) {
    LedgerFile ledger = new LedgerFile();
    for (Instant instant : at) {
      ledger.call(instant, "u", "accounts", "");
    }
    return ledger;
  }

  @Test
  void aCallThatSucceededIsNotMadeAgainInItsWeek() {
    LedgerFile ledger =
        new LedgerFile()
            .call(MONDAY, "anna", "accounts", "")
            .call(MONDAY, "ben", "accounts", "")
            .call(MONDAY.plus(HOUR), "anna", "accounts", "");

    Finding finding = ledger.judged(folder, weekly().laws()).worst().orElseThrow().finding();

    assertThat(finding.law()).isEqualTo("I4");
    assertThat(finding.found()).isEqualTo(2);
    assertThat(finding.violations()).isEqualTo(1);
    assertThat(finding.rows()).extracting(Finding.Row::line).containsExactly(2L, 4L);
    assertThat(finding.offender()).contains("call accounts in line 4");
  }

  @Test
  void evenACallThatWasRefusedShouldNotHaveBegun() {
    LedgerFile ledger =
        calls(MONDAY).answered(MONDAY.plus(HOUR), "u", "accounts", "", 1, 429, "42901");

    assertThat(kept(ledger, weekly())).isFalse();
  }

  @Test
  void aCallMayBeMadeAgainUntilItSucceeds() {
    LedgerFile ledger =
        new LedgerFile()
            .answered(MONDAY, "u", "accounts", "", 1, 500, "50001")
            .answered(MONDAY.plusSeconds(60), "u", "accounts", "", 1, 0, "")
            .call(MONDAY.plusSeconds(120), "u", "accounts", "");

    assertThat(kept(ledger, weekly())).isTrue();
  }

  @Test
  void theWeekBeginsOnItsFirstDayInTheInstitutionsZone() {
    Instant saturdayNight = Instant.parse("2026-03-07T14:59:00Z");

    assertThat(kept(calls(MONDAY, saturdayNight.plusSeconds(120)), weekly())).isTrue();
    assertThat(kept(calls(MONDAY, saturdayNight), weekly())).isFalse();
  }

  @Test
  void monthsAndDaysThatBeginLateAreTheInstitutionsOwn() {
    BankLaws monthly = new BankLaws().quota(1, new Quota.Month(), Quota.Counted.SUCCESSES);
    BankLaws daily =
        new BankLaws().quota(1, new Quota.Day(LocalTime.of(6, 0)), Quota.Counted.SUCCESSES);
    Instant aprilInSeoul = Instant.parse("2026-03-31T15:00:00Z");
    Instant sixInSeoul = Instant.parse("2026-03-02T21:00:00Z");

    assertThat(kept(calls(aprilInSeoul.minusSeconds(1), aprilInSeoul), monthly)).isTrue();
    assertThat(kept(calls(aprilInSeoul, aprilInSeoul.plus(HOUR)), monthly)).isFalse();
    assertThat(kept(calls(sixInSeoul.minusSeconds(1), sixInSeoul), daily)).isTrue();
    assertThat(kept(calls(sixInSeoul, sixInSeoul.plus(HOUR)), daily)).isFalse();
  }

  @Test
  void fourInAnyTwentyFourHoursMayBeFourButNotFive() {
    BankLaws psd2 =
        new BankLaws().quota(4, new Quota.Rolling(Duration.ofHours(24)), Quota.Counted.STARTS);
    Instant[] four = {
      MONDAY,
      MONDAY.plus(HOUR),
      MONDAY.plus(HOUR.multipliedBy(2)),
      MONDAY.plus(HOUR.multipliedBy(3))
    };

    assertThat(
            kept(calls(four).call(MONDAY.plus(HOUR.multipliedBy(24)), "u", "accounts", ""), psd2))
        .isTrue();
    assertThat(
            kept(calls(four).call(MONDAY.plus(HOUR.multipliedBy(23)), "u", "accounts", ""), psd2))
        .isFalse();
  }

  @Test
  void whereStartsCountAFailedCallCountsToo() {
    BankLaws starts = new BankLaws().quota(1, WEEK, Quota.Counted.STARTS);
    LedgerFile ledger =
        new LedgerFile()
            .answered(MONDAY, "u", "accounts", "", 1, 500, "50001")
            .call(MONDAY.plusSeconds(60), "u", "accounts", "");

    assertThat(kept(ledger, starts)).isFalse();
  }

  @Test
  void aQuotaOfRefreshesAllowsTheRestOfABrokenOffRefresh() {
    BankLaws refreshes =
        new BankLaws().quota(new Quota(Quota.Scope.CONSENT, 1, WEEK, Quota.Counted.STARTS));
    LedgerFile rest =
        new LedgerFile()
            .call(MONDAY, "u", "accounts", "")
            .answered(MONDAY.plusSeconds(1), "u", "balance", "a", 1, 500, "50001")
            .call(MONDAY.plusSeconds(61), "u", "balance", "a");

    assertThat(kept(rest, refreshes)).isTrue();
    assertThat(kept(rest.call(MONDAY.plus(HOUR), "u", "accounts", ""), refreshes)).isFalse();
  }

  @Test
  void everyObjectHasAQuotaOfItsOwn() {
    LedgerFile ledger =
        new LedgerFile()
            .call(MONDAY, "u", "balance", "a")
            .call(MONDAY.plusSeconds(1), "u", "balance", "b");

    assertThat(kept(ledger, weekly())).isTrue();
    assertThat(kept(ledger.call(MONDAY.plusSeconds(2), "u", "balance", "a"), weekly())).isFalse();
  }

  @Test
  void thePagesOfOneCallAreOneCall() {
    LedgerFile ledger = pages(new LedgerFile(), MONDAY, 3);

    assertThat(kept(ledger, weekly())).isTrue();
    assertThat(kept(pages(ledger, MONDAY.plus(HOUR), 3), weekly())).isFalse();
  }

  @Test
  void aCallThatBrokeOffAtItsSecondPageMayGoOnThereOrBeginAnew() {
    LedgerFile wentOn =
        new LedgerFile()
            .answered(MONDAY, "u", "accounts", "", 1, 200, "00000")
            .answered(MONDAY.plusSeconds(1), "u", "accounts", "", 2, 500, "50001")
            .answered(MONDAY.plusSeconds(9), "u", "accounts", "", 2, 200, "00000");
    LedgerFile beganAnew =
        pages(
            new LedgerFile()
                .answered(MONDAY, "u", "accounts", "", 1, 200, "00000")
                .answered(MONDAY.plusSeconds(1), "u", "accounts", "", 2, 500, "50001"),
            MONDAY.plusSeconds(9),
            2);

    assertThat(kept(wentOn, weekly())).isTrue();
    assertThat(kept(beganAnew, weekly())).isTrue();
    assertThat(kept(pages(beganAnew, MONDAY.plus(HOUR), 2), weekly())).isFalse();
  }

  private static LedgerFile pages(LedgerFile ledger, Instant at, int pages) {
    for (int page = 1; page <= pages; page++) {
      ledger.answered(at.plusSeconds(page), "u", "accounts", "", page, 200, "00000");
    }
    return ledger;
  }

  @Test
  void aCrashExcusesOneRepeatOfWhatWasInFlight() {
    Instant crash = MONDAY.plusSeconds(30);
    LedgerFile once = calls(MONDAY, MONDAY.plusSeconds(90));
    LedgerFile twice = calls(MONDAY, MONDAY.plusSeconds(90), MONDAY.plusSeconds(180));

    assertThat(kept(once, weekly(), crash)).isTrue();
    assertThat(kept(once, weekly())).isFalse();
    assertThat(kept(twice, weekly(), crash)).isFalse();
  }

  @Test
  void aCrashExcusesNothingThatWasDoneLongBeforeOrBeganAfter() {
    LedgerFile ledger = calls(MONDAY, MONDAY.plus(HOUR));

    assertThat(kept(ledger, weekly(), MONDAY.plus(Duration.ofMinutes(30)))).isFalse();
    assertThat(kept(ledger, weekly(), MONDAY.minusSeconds(5))).isFalse();
    assertThat(kept(ledger, weekly(), MONDAY.plus(HOUR).plusSeconds(5))).isFalse();
  }

  @Test
  void usersWhoWaitUseNoQuotaUp() {
    LedgerFile ledger = calls(MONDAY).call(MONDAY.plusSeconds(5), "u", "user:accounts", "");

    assertThat(kept(ledger, weekly())).isTrue();
  }

  @Test
  void callsThatDoNotSayWhoseTheyAreAreNamedAsNotJudged() {
    LedgerFile ledger = new LedgerFile();
    for (int i = 0; i < 3; i++) {
      ledger.call(MONDAY.plusSeconds(i), "", "accounts", "");
    }

    Judgement judgement = ledger.judged(folder, weekly().laws());

    assertThat(judgement.kept()).isTrue();
    assertThat(judgement.institutions().getFirst().notJudged())
        .containsExactly("quotas, for calls that do not say whose they are: 3");
  }
}
