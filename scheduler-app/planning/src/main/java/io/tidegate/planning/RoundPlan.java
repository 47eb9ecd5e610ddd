package io.tidegate.planning;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What is left of a round, spread over its days.
 *
 * @param days day targets in order, today first
 * @param shortfall users for whom no day of the round has room; they are the first of the next
 *     round
 */
public record RoundPlan(List<DayTarget> days, long shortfall) {

  public RoundPlan {
    days = List.copyOf(days);
  }

  /** All users that the days take. */
  public long users() {
    return days.stream().mapToLong(DayTarget::users).sum();
  }

  public Optional<DayTarget> day(LocalDate date) {
    return days.stream().filter(day -> day.date().equals(date)).findFirst();
  }
}
