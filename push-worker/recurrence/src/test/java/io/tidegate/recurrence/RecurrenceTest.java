package io.tidegate.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {
  private static final LocalDateTime NINE = LocalDateTime.parse("2026-11-27T09:00");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FREQ=HOURLY                          | a timer falls due once a day at most. A timer can
          FREQ=MINUTELY;INTERVAL=5             | a timer falls due once a day at most
          FREQ=SECONDLY                        | a timer falls due once a day at most
          FREQ=DAILY;BYHOUR=9,17               | BYHOUR: the time of the day is that of start
          FREQ=DAILY;BYMINUTE=0,30             | BYMINUTE: the time of the day is that of start
          FREQ=DAILY;BYSECOND=1                | BYSECOND: the time of the day is that of start
          FREQ=YEARLY;BYWEEKNO=20              | BYWEEKNO is not known to timers
          FREQ=YEARLY;BYYEARDAY=100            | BYYEARDAY is not known to timers
          FREQ=DAILY;RSCALE=GREGORIAN          | RSCALE is not known to timers
          FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1   | BYSETPOS counts within a month
          FREQ=YEARLY;BYMONTH=1,2;BYDAY=MO;BYSETPOS=1 | with FREQ=YEARLY there must be one BYMONTH
          FREQ=YEARLY;BYDAY=20MO               | a month has at most five of a weekday
          FREQ=YEARLY;BYDAY=1MO                | need BYMONTH, or use FREQ=MONTHLY
          FREQ=YEARLY;BYMONTHDAY=8             | need BYMONTH, or use FREQ=MONTHLY
          FREQ=MONTHLY;BYDAY=6MO               | a month has at most five of a weekday
          FREQ=MONTHLY;BYDAY=MO;BYSETPOS=40    | BYSETPOS must be 1 to 31 or -31 to -1, but is 40
          FREQ=DAILY;INTERVAL=1001             | INTERVAL must be 1 to 1000, but is 1001
          FREQ=DAILY;INTERVAL=0                | not an RRULE of RFC 5545
          FREQ=DAILY;COUNT=10001               | COUNT must be 1 to 10000, but is 10001
          FREQ=YEARLY;COUNT=500                | reaches over 400 years ahead
          FREQ=DAILY;COUNT=2;UNTIL=20270101    | UNTIL and COUNT must not occur
          FREQ=DAILY;UNTIL=20260101            | UNTIL must not be before start
          FREQ=DAILY;UNTIL=20270230            | UNTIL is no date of the calendar
          FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30  | no date is ever meant
          FREQ=MONTHLY;BYMONTHDAY=0            | not an RRULE of RFC 5545
          FREQ=FORTNIGHTLY                     | not an RRULE of RFC 5545
          every day                            | not an RRULE of RFC 5545
          RRULE:FREQ=DAILY                     | not an RRULE of RFC 5545
          FREQ=DAILY;FREQ=WEEKLY               | not an RRULE of RFC 5545
          """)
  void whatCannotBeSaidIsRefusedWithASentence(String rule, String sentence) {
    assertThatThrownBy(() -> Recurrence.read(rule, NINE, "Asia/Seoul"))
        .isInstanceOf(RefusedRule.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aStartThatNoTimerHasIsRefused() {
    assertThatThrownBy(() -> Recurrence.read(null, NINE.plusSeconds(1), "UTC"))
        .hasMessageContaining("start must have no seconds");
    assertThatThrownBy(() -> Recurrence.read(null, NINE.withYear(1969), "UTC"))
        .hasMessageContaining("1970 to 2999");
    for (String zone : new String[] {"Mars/Base", "+09:00", "", "GMT+9", "asia/seoul"}) {
      assertThatThrownBy(() -> Recurrence.read(null, NINE, zone))
          .as(zone)
          .hasMessageContaining("a region of the tz database");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "every day",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;INTERVAL=1001",
        "FREQ=DAILY;COUNT=10001",
        "FREQ=DAILY;UNTIL=20270230",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
      })
  void aRuleThatIsWrongWithAnyStartIsRefusedWithoutOne(String rule) {
    assertThatThrownBy(() -> Recurrence.checkRule(rule, null)).isInstanceOf(RefusedRule.class);
    assertThatThrownBy(() -> Recurrence.checkRule(rule, NINE)).isInstanceOf(RefusedRule.class);
  }

  @Test
  void aRuleThatSomeStartOrZoneMakesGoodIsNotRefusedWithoutIt() {
    for (String rule :
        new String[] {
          " ",
          "FREQ=DAILY;UNTIL=19700101",
          "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",
          "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", // not from 1970 on
          "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;COUNT=401" // from a first of May on
        }) {
      assertThatCode(() -> Recurrence.checkRule(rule, null)).as(rule).doesNotThrowAnyException();
    }
    // 09:00 in Seoul is midnight UTC, and later in all zones west of it
    String until = "FREQ=DAILY;UNTIL=20261127T000000Z";
    assertThatCode(() -> Recurrence.checkRule(until, NINE)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Recurrence.read(until, NINE, "UTC")).isInstanceOf(RefusedRule.class);
    assertThatThrownBy(() -> Recurrence.checkRule("FREQ=DAILY;UNTIL=20261126", NINE))
        .hasMessageContaining("UNTIL must not be before start");
  }

  @Test
  void aCountBecomesTheLastDate() {
    Recurrence thrice = Recurrence.read("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3", NINE, "Asia/Seoul");
    assertThat(thrice.rrule()).isEqualTo("FREQ=WEEKLY;BYDAY=MO,FR;UNTIL=20261204");
  }

  @ParameterizedTest
  @CsvSource({
    // 09:00 in Seoul is midnight UTC
    "20261201T000000Z, 2026-12-01",
    "20261130T235959Z, 2026-11-30",
    "20261201T090000, 2026-12-01",
    "20261201T085959, 2026-11-30",
    "20261201, 2026-12-01"
  })
  void untilIsTheLastInstantThatMayBe(String until, String last) {
    assertThat(Recurrence.read("FREQ=DAILY;UNTIL=" + until, NINE, "Asia/Seoul").dates().last())
        .hasToString(last);
  }

  @Test
  void onceIsOnce() {
    Recurrence once = Recurrence.read(" ", NINE, "Asia/Seoul");
    assertThat(once.next(Instant.EPOCH)).isEqualTo("2026-11-27T00:00:00Z");
    assertThat(once.next(Instant.parse("2026-11-27T00:00:01Z"))).isNull();
    assertThat(once.rrule()).isEmpty();
    assertThat(once.start()).isEqualTo(NINE);
  }

  @Test
  void theNextOccurrenceAfterAGapIsTheOneThatWasLeftOut() {
    Recurrence halfPastTwo =
        Recurrence.read("FREQ=DAILY", LocalDateTime.parse("2026-03-01T02:30"), "America/New_York");
    assertThat(halfPastTwo.next(Instant.parse("2026-03-08T07:00:00Z")))
        .isEqualTo("2026-03-08T07:30:00Z");
    Recurrence samoa =
        Recurrence.read("FREQ=DAILY", LocalDateTime.parse("2011-12-01T12:00"), "Pacific/Apia");
    assertThat(samoa.next(Instant.parse("2011-12-30T21:59:00Z"))).isEqualTo("2011-12-30T22:00:00Z");
  }

  @Test
  void aDigestOfAZoneTellsItFromOthers() {
    Instant now = Instant.parse("2026-11-27T00:00:00Z");
    assertThat(Zones.digest(ZoneId.of("Europe/Berlin"), now))
        .isEqualTo(Zones.digest(ZoneId.of("Europe/Paris"), now))
        .isNotEqualTo(Zones.digest(ZoneId.of("Europe/London"), now));
    assertThat(Zones.version()).matches("20\\d\\d[a-z]+");
  }
}
