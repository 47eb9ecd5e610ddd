package io.tidegate.cli;

import io.tidegate.planning.Outlook;
import io.tidegate.planning.SlotPlan;
import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

/** A day with a window from 1 to 5 o'clock. */
final class DemoPicture {

  private DemoPicture() {}

  static PlanPicture ofADay() {
    LocalDate date = LocalDate.of(2026, 11, 22);
    Instant begin = date.atStartOfDay(ZoneOffset.UTC).toInstant();
    List<SlotPlan> slots =
        IntStream.range(0, 144)
            .mapToObj(
                i -> {
                  boolean open = i >= 6 && i < 30;
                  Instant from = begin.plus(Duration.ofMinutes(10L * i));
                  Span span = new Span(from, from.plus(Duration.ofMinutes(10)));
                  return new SlotPlan(span, 100 + i, open ? 400 : 0, open ? 700 : 0, open ? 10 : 0);
                })
            .toList();
    Outlook.Day day = new Outlook.Day(date, 9_600, 24_696, 9_600, slots);
    return new PlanPicture("A day", "in UTC", ZoneOffset.UTC, List.of(day));
  }
}
