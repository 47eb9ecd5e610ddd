package io.tidegate.scheduler.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;

/** Forgets old plans. */
@Component
public class PlanRetention {
  private final PlannedMinutes minutes;
  private final StoredDays days;
  private final DayStarts starts;

  PlanRetention(PlannedMinutes minutes, StoredDays days, DayStarts starts) {
    this.minutes = minutes;
    this.days = days;
    this.starts = starts;
  }

  /** Returns how many rows went. */
  public int forget(Instant minutesBefore, Instant daysBefore) {
    LocalDate date = LocalDate.ofInstant(minutesBefore, ZoneOffset.UTC);
    return minutes.forgetBefore(minutesBefore)
        + days.forgetBefore(LocalDate.ofInstant(daysBefore, ZoneOffset.UTC))
        + starts.forgetBefore(date);
  }
}
