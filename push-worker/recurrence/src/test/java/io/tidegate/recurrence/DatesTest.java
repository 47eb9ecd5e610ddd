package io.tidegate.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.junit.jupiter.api.Test;

/** Random rules against somebody else's idea of their dates. */
class DatesTest {
  private static final RandomGenerator ROLLS = Rolls.of(DatesTest.class);
  private static final String[] DAYS = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

  @Test
  void randomRulesMeanTheDatesThatTheLibraryMeans() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      LocalDate first = LocalDate.of(2024, 1, 1).plusDays(ROLLS.nextInt(1500));
      String text = rule();
      Dates dates;
      try {
        dates = Recurrence.read(text, first.atTime(9, 0), "UTC").dates();
      } catch (RefusedRule e) {
        assertThat(e).as(text).hasMessageContaining("no date is ever meant");
        assertThat(theirs(text, first, 1, first.plusYears(60)).dates()).as(text).isEmpty();
        continue;
      }
      Theirs theirs = theirs(text, first, 60, first.plusYears(12));
      List<LocalDate> ours = ours(dates, first, 60, first.plusYears(12));
      int known = theirs.gaveUp() ? theirs.dates().size() : ours.size();
      assertThat(ours.subList(0, known)).as("%s from %s", text, first).isEqualTo(theirs.dates());
      for (LocalDate date : ours) {
        assertThat(Arrays.stream(DayKey.on(date))).as(text).contains(dates.dayKey());
      }
    }
  }

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

  private static List<LocalDate> ours(Dates dates, LocalDate first, int most, LocalDate end) {
    List<LocalDate> found = new ArrayList<>();
    LocalDate date = dates.next(first);
    while (date != null && found.size() < most && date.isBefore(end)) {
      found.add(date);
      date = dates.next(date.plusDays(1));
    }
    return found;
  }

  /** Dates that the library finds; it gives up where it finds none for long. */
  private record Theirs(List<LocalDate> dates, boolean gaveUp) {}

  private static Theirs theirs(String text, LocalDate first, int most, LocalDate end)
      throws Exception {
    var rule = new RecurrenceRule(text, RecurrenceRule.RfcMode.RFC5545_STRICT);
    List<LocalDate> found = new ArrayList<>();
    RecurrenceRuleIterator each;
    try {
      each =
          rule.iterator(
              new DateTime(first.getYear(), first.getMonthValue() - 1, first.getDayOfMonth()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      return new Theirs(found, true);
    }
    while (found.size() < most) {
      DateTime next;
      try {
        if (!each.hasNext()) {
          break;
        }
        next = each.nextDateTime();
      } catch (IllegalArgumentException | IllegalStateException e) {
        return new Theirs(found, true);
      }
      LocalDate date = LocalDate.of(next.getYear(), next.getMonth() + 1, next.getDayOfMonth());
      if (!date.isBefore(end)) {
        break;
      }
      found.add(date);
    }
    return new Theirs(found, false);
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
