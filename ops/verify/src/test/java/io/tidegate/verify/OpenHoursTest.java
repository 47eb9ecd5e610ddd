package io.tidegate.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenHoursTest {
  @TempDir Path folder;

  private Judgement judged(BankLaws laws, String... arrivals) {
    LedgerFile ledger = new LedgerFile();
    for (String at : arrivals) {
      ledger.call(Instant.parse(at), "u" + ledger.size(), "accounts", "");
    }
    return ledger.judged(folder, laws.laws());
  }

  private boolean kept(BankLaws laws, String... arrivals) {
    return judged(laws, arrivals).kept();
  }

  @Test
  void aWindowIsMeantInTheInstitutionsZone() {
    BankLaws night = new BankLaws().window("00:30", "05:30");

    assertThat(kept(night, "2026-03-01T15:30:00Z", "2026-03-01T20:29:59.999Z")).isTrue();
    assertThat(kept(night, "2026-03-01T15:29:00Z")).isFalse();
    assertThat(kept(night, "2026-03-01T20:31:00Z")).isFalse();
  }

  @Test
  void aCallOutsideIsNamedWithItsLineItsLocalTimeAndHowFarItIsFromAnOpenMinute() {
    BankLaws night = new BankLaws().window("00:30", "05:30");

    Finding finding =
        judged(night, "2026-03-01T16:00:00Z", "2026-03-01T20:30:01Z", "2026-03-01T22:00:00Z")
            .worst()
            .orElseThrow()
            .finding();

    assertThat(finding.law()).isEqualTo("I2");
    assertThat(finding.violations()).isEqualTo(2);
    assertThat(finding.rows()).extracting(Finding.Row::line).containsExactly(3L, 4L);
    assertThat(finding.offender())
        .contains("line 4", "2026-03-02T07:00", "91 min from an open minute");
  }

  @Test
  void thePathMayCostACallAHundredMillisecondsAtTheCloseAndClocksTwentyAtTheOpening() {
    BankLaws night = new BankLaws().window("00:30", "05:30");

    assertThat(kept(night, "2026-03-01T20:30:00.099Z", "2026-03-01T15:29:59.981Z")).isTrue();
    assertThat(kept(night, "2026-03-01T20:30:00.101Z")).isFalse();
    assertThat(kept(night, "2026-03-01T15:29:59.979Z")).isFalse();
  }

  @Test
  void aWindowOverMidnightBelongsToTheDayOnWhichItOpens() {
    BankLaws saturday = new BankLaws().zone("UTC").window("22:30", "01:00", DayOfWeek.SATURDAY);

    assertThat(kept(saturday, "2026-03-07T22:30:00Z", "2026-03-08T00:59:59Z")).isTrue();
    assertThat(kept(saturday, "2026-03-08T22:30:00Z")).isFalse();
    assertThat(kept(saturday, "2026-03-07T00:30:00Z")).isFalse();
  }

  @Test
  void aWindowOfAWholeDayIsOpenAllDay() {
    BankLaws monday = new BankLaws().zone("UTC").window("00:00", "00:00", DayOfWeek.MONDAY);

    assertThat(kept(monday, "2026-03-02T00:00:00Z", "2026-03-02T23:59:59Z")).isTrue();
    assertThat(kept(monday, "2026-03-03T00:00:01Z")).isFalse();
  }

  @Test
  void whereTheClockIsPutBackOnlyTheFirstPassIsOpen() {
    BankLaws newYork = new BankLaws().zone("America/New_York").window("01:00", "02:00");

    assertThat(kept(newYork, "2026-11-01T05:30:00Z")).isTrue();
    assertThat(kept(newYork, "2026-11-01T06:30:00Z")).isFalse();
  }

  @Test
  void aWindowInAGapIsNotThere() {
    BankLaws newYork = new BankLaws().zone("America/New_York").window("02:00", "03:00");

    assertThat(kept(newYork, "2026-03-08T06:59:00Z")).isFalse();
    assertThat(kept(newYork, "2026-03-08T07:00:01Z")).isFalse();
    assertThat(kept(newYork, "2026-03-09T06:30:00Z")).isTrue();
  }

  @Test
  void aHalfHourIsPutBackOnLordHowe() {
    BankLaws lordHowe = new BankLaws().zone("Australia/Lord_Howe").window("01:30", "02:00");

    assertThat(kept(lordHowe, "2026-04-04T14:45:00Z")).isTrue();
    assertThat(kept(lordHowe, "2026-04-04T15:15:00Z")).isFalse();
  }

  @Test
  void anInstitutionWithoutWindowsIsOpenInEveryPass() {
    assertThat(
            kept(
                new BankLaws().zone("America/New_York"),
                "2026-11-01T05:30:00Z",
                "2026-11-01T06:30:00Z"))
        .isTrue();
  }

  @Test
  void plannedMaintenanceIsClosed() {
    BankLaws bank = new BankLaws().closed("2026-12-24T22:00", "2026-12-25T06:00");

    assertThat(kept(bank, "2026-12-24T12:59:59Z", "2026-12-24T21:00:00Z")).isTrue();
    assertThat(kept(bank, "2026-12-24T13:00:01Z")).isFalse();
    assertThat(kept(bank, "2026-12-24T20:59:59Z")).isFalse();
  }

  @Test
  void theGuardKeepsCallsAwayFromEveryEdge() {
    BankLaws guarded =
        new BankLaws().zone("UTC").window("01:00", "02:00").guard(Duration.ofSeconds(2));

    assertThat(kept(guarded, "2026-03-02T01:00:02Z", "2026-03-02T01:59:58Z")).isTrue();
    assertThat(kept(guarded, "2026-03-02T01:00:01.900Z")).isFalse();
    assertThat(kept(guarded, "2026-03-02T01:59:58.200Z")).isFalse();
  }

  @Test
  void theGuardHoldsAtTheEdgeOfAQuotaPeriodToo() {
    BankLaws weekly =
        new BankLaws()
            .guard(Duration.ofSeconds(2))
            .quota(1, new Quota.Week(DayOfWeek.SUNDAY), Quota.Counted.SUCCESSES);

    assertThat(kept(weekly, "2026-03-07T14:59:57.900Z", "2026-03-07T15:00:02.100Z")).isTrue();
    assertThat(kept(weekly, "2026-03-07T14:59:59Z")).isFalse();
    assertThat(kept(weekly, "2026-03-07T15:00:01Z")).isFalse();
  }

  @Test
  void usersWhoWaitMayCallAtAnyTime() {
    LedgerFile ledger =
        new LedgerFile().call(Instant.parse("2026-03-02T03:00:00Z"), "u", "user:accounts", "");

    assertThat(ledger.judged(folder, new BankLaws().window("00:30", "05:30").laws()).kept())
        .isTrue();
  }
}
