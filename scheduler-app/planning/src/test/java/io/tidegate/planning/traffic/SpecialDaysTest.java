package io.tidegate.planning.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SpecialDaysTest {

  @Test
  void koreasHolidaysComeFromTheJarWithTheNewOnesByLaw() {
    SpecialDays korea = CalendarCsv.korea();
    assertThat(korea.holidays())
        .hasSizeGreaterThan(180)
        .contains(LocalDate.of(2026, 5, 1), LocalDate.of(2026, 7, 17))
        .doesNotContain(LocalDate.of(2025, 5, 1), LocalDate.of(2025, 7, 17));
    assertThat(korea.of(LocalDate.of(2026, 12, 25))).contains(SpecialDay.PUBLIC_HOLIDAY);
  }

  @Test
  void paydaysMoveBackToTheBusinessDayBefore() {
    SpecialDays korea = CalendarCsv.korea();
    // 25 December 2026 is a holiday and a Friday; 10 October 2026 is a Saturday after a holiday
    assertThat(korea.of(LocalDate.of(2026, 12, 24))).containsExactly(SpecialDay.PAYDAY_25);
    assertThat(korea.of(LocalDate.of(2026, 10, 8))).containsExactly(SpecialDay.PAYDAY_10);
    assertThat(korea.of(LocalDate.of(2026, 10, 10))).isEmpty();
    assertThat(korea.of(LocalDate.of(2026, 10, 30))).containsExactly(SpecialDay.MONTH_END);
  }

  @Test
  void everyMonthHasOneOfEachPayday() {
    SpecialDays korea = CalendarCsv.korea();
    for (int month = 1; month <= 12; month++) {
      LocalDate first = LocalDate.of(2026, month, 1);
      var kinds =
          first
              .datesUntil(first.plusMonths(1))
              .flatMap(date -> korea.of(date).stream())
              .filter(kind -> kind != SpecialDay.PUBLIC_HOLIDAY)
              .collect(Collectors.groupingBy(kind -> kind, Collectors.counting()));
      assertThat(kinds)
          .containsOnlyKeys(SpecialDay.PAYDAY_25, SpecialDay.PAYDAY_10, SpecialDay.MONTH_END)
          .allSatisfy((kind, count) -> assertThat(count).isEqualTo(1));
    }
  }

  @Test
  void aCalendarOfHolidaysOnlyStillComesToAnEnd() {
    Set<LocalDate> all =
        LocalDate.of(2026, 1, 1).datesUntil(LocalDate.of(2027, 1, 1)).collect(Collectors.toSet());
    assertThat(SpecialDays.holidays(all).of(LocalDate.of(2026, 6, 25)))
        .contains(SpecialDay.PUBLIC_HOLIDAY);
  }

  @Test
  void anOwnCalendarIsReadAndItsBadRowsAreNamed() throws IOException {
    String text =
        """
        date,name,kind
        2026-12-25,Christmas,holiday
        2026-12-31,"Closing, early",market
        2026-13-01,Nonsense,holiday
        2026-01-02,Nothing,party
        2026-01-03,Short
        """;
    CalendarCsv.Content content =
        CalendarCsv.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    assertThat(content.errors()).extracting(BadRow::line).containsExactly(4, 5, 6);
    assertThat(content.days().of(LocalDate.of(2026, 12, 31))).contains(SpecialDay.MARKET_DAY);
    assertThat(content.days().holidays()).containsExactly(LocalDate.of(2026, 12, 25));
  }
}
