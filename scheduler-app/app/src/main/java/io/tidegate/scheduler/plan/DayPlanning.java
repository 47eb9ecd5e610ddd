package io.tidegate.scheduler.plan;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.tidegate.scheduler.institution.Institution;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockingTaskExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes the day targets of institutions that have none of this day, or whose policy or population
 * has changed since; for the week to come.
 */
@Component
public class DayPlanning {
  private static final Logger LOG = LoggerFactory.getLogger(DayPlanning.class);
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private final Weeks weeks;
  private final StoredDays days;
  private final LockingTaskExecutor locks;
  private final MultiGauge shortfalls;
  private final MeterRegistry meters;

  DayPlanning(Weeks weeks, StoredDays days, LockingTaskExecutor locks, MeterRegistry meters) {
    this.weeks = weeks;
    this.days = days;
    this.locks = locks;
    this.meters = meters;
    this.shortfalls = MultiGauge.builder("tidegate.plan.shortfall").register(meters);
  }

  /**
   * Plans what must be planned anew, on one node at a time. Should a lock run out under its holder,
   * two nodes plan the same from the same counts, and the later one's targets stay.
   */
  public void planWhatChanged(Instant now) {
    locks.executeWithLock(
        (Runnable) () -> plan(now),
        new LockConfiguration(now, "day-targets", AT_MOST, Duration.ZERO));
  }

  private void plan(Instant now) {
    Timer.Sample sample = Timer.start(meters);
    Weeks.Now at = weeks.at(now);
    Map<Integer, StoredDays.Basis> bases = days.bases(dates(at));
    List<StoredDay> planned = new ArrayList<>();
    for (Institution institution : at.institutions()) {
      StoredDays.Basis basis = bases.get(institution.id());
      if (basis == null || isOld(basis, institution, at)) {
        planned.addAll(week(institution, at, now));
      }
    }
    if (!planned.isEmpty()) {
      days.put(planned);
      report(at.institutions(), planned);
      sample.stop(meters.timer("tidegate.plan.days"));
    }
  }

  private static List<StoredDay> week(Institution institution, Weeks.Now at, Instant now) {
    Week week = at.week(institution);
    double calls = at.terms(institution).callsPerRefresh();
    List<StoredDay> stored = new ArrayList<>();
    for (Map.Entry<LocalDate, Week.Day> entry : week.days().entrySet()) {
      Week.Day day = entry.getValue();
      stored.add(
          new StoredDay(
              institution.id(),
              entry.getKey(),
              institution.policyVersion(),
              day.users(),
              day.userCalls(),
              day.capacity(),
              day.openMinutes(),
              calls,
              week.shortfall(),
              at.population(institution),
              now));
    }
    return stored;
  }

  private static Map<Integer, LocalDate> dates(Weeks.Now at) {
    Map<Integer, LocalDate> dates = new HashMap<>();
    for (Institution institution : at.institutions()) {
      dates.put(institution.id(), at.minute().atZone(institution.zone()).toLocalDate());
    }
    return dates;
  }

  /** Whether targets were made on an earlier day, by another policy or for another population. */
  private static boolean isOld(StoredDays.Basis basis, Institution institution, Weeks.Now at) {
    LocalDate today = at.minute().atZone(institution.zone()).toLocalDate();
    Instant dayBegan = today.atStartOfDay(institution.zone()).toInstant();
    long change = Math.abs(at.population(institution) - basis.population());
    return basis.plannedAt().isBefore(dayBegan)
        || basis.policyVersion() != institution.policyVersion()
        || change > Math.max(20, basis.population() / 50);
  }

  private void report(List<Institution> institutions, List<StoredDay> planned) {
    Map<Integer, Long> without = new HashMap<>();
    planned.forEach(day -> without.merge(day.institutionId(), day.shortfall(), Math::max));
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (Institution institution : institutions) {
      long users = without.getOrDefault(institution.id(), 0L);
      if (users > 0) {
        LOG.atWarn()
            .addKeyValue("institution", institution.code())
            .addKeyValue("users", users)
            .log("no room for all users of the round; see `tidegate plan show`");
        rows.add(MultiGauge.Row.of(Tags.of("institution", institution.code()), users));
      }
    }
    shortfalls.register(rows, true);
    LOG.atInfo().addKeyValue("days", planned.size()).log("day targets made");
  }
}
