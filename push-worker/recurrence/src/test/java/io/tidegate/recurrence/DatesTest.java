package io.tidegate.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatesTest {
  private static final RandomGenerator ROLLS = Rolls.of(DatesTest.class);
  private static final String[] DAYS = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

  @Test
  void whatIsWrittenReadsBackTheSameWhateverTheFirstDate() {
    Rules rules = new Rules(100);
    for (int i = 0; i < 3_000; i++) {
      String text = rule();
      LocalDate first = LocalDate.of(2024, 1, 1).plusDays(ROLLS.nextInt(1500));
      Dates dates;
      try {
        dates = Recurrence.read(text, first.atTime(9, 0), "UTC").dates();
      } catch (RefusedRule e) {
        continue;
      }
      assertThat(rules.dates(dates.rule(), first, null)).as(text).isEqualTo(dates);
      assertThat(Recurrence.read(dates.rule(), first.atTime(9, 0), "UTC").dates())
          .as(text)
          .isEqualTo(dates);
    }
  }

  @Test
  void theDayKeysOfADateRiseAndAreEachDifferent() {
    for (LocalDate date = LocalDate.of(2026, 1, 1);
        date.getYear() < 2029;
        date = date.plusDays(1)) {
      int[] keys = DayKey.on(date);
      assertThat(keys).isSorted().doesNotHaveDuplicates().hasSize(71);
    }
  }

  @Test
  void aTimerOfOtherDaysIsNotEvenRead() {
    LocalDateTime start = LocalDateTime.parse("2026-01-05T09:00");
    LocalDate saturday = LocalDate.of(2026, 11, 28);
    for (String rule :
        List.of(
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "FREQ=MONTHLY;BYMONTHDAY=25",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=MONTHLY;BYDAY=2TU",
            "FREQ=MONTHLY;BYDAY=-1SU",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "")) {
      int key = Recurrence.read(rule, start, "UTC").dates().dayKey();
      assertThat(IntStream.of(DayKey.on(saturday))).as(rule).doesNotContain(key);
    }
  }

  private static String rule() {
    String freq = pick("DAILY", "WEEKLY", "MONTHLY", "YEARLY");
    List<String> parts = new ArrayList<>(List.of("FREQ=" + freq));
    if (ROLLS.nextInt(3) == 0) {
      parts.add("INTERVAL=" + ROLLS.nextInt(1, freq.equals("YEARLY") ? 4 : 15));
    }
    boolean months = ROLLS.nextInt(4) == 0 || (freq.equals("YEARLY") && ROLLS.nextBoolean());
    boolean oneMonth = ROLLS.nextBoolean();
    if (months) {
      int month = ROLLS.nextInt(1, 13);
      parts.add("BYMONTH=" + month + (oneMonth || month > 7 ? "" : "," + (month + 5)));
      oneMonth |= month > 7;
    }
    boolean mayName = months || !freq.equals("YEARLY");
    boolean monthDays = mayName && !freq.equals("WEEKLY") && ROLLS.nextInt(3) == 0;
    if (monthDays) {
      int day = ROLLS.nextInt(1, 29);
      parts.add("BYMONTHDAY=" + pick("" + day, "-" + day, day + ",-1", "31", "1,15"));
    }
    boolean days = mayName && ROLLS.nextInt(2) == 0;
    if (days) {
      boolean nth =
          !monthDays
              && (freq.equals("MONTHLY") || (freq.equals("YEARLY") && months))
              && ROLLS.nextBoolean();
      String day = pick(DAYS);
      parts.add(
          "BYDAY="
              + (nth
                  ? pick("1", "2", "5", "-1", "-2") + day
                  : pick(day, "MO,TU,WE,TH,FR", "SA,SU", day)));
      if (!nth
          && (freq.equals("MONTHLY") || (freq.equals("YEARLY") && months && oneMonth))
          && ROLLS.nextBoolean()) {
        parts.add("BYSETPOS=" + pick("1", "-1", "2", "1,-1"));
      }
    }
    if (freq.equals("WEEKLY") && ROLLS.nextBoolean()) {
      parts.add("WKST=" + pick("SU", "MO", "SA"));
    }
    return String.join(";", parts);
  }

  private static String pick(String... texts) {
    return texts[ROLLS.nextInt(texts.length)];
  }
}
