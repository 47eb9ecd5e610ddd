package io.tidegate.scheduler.plan;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.tidegate.planning.Terms;
import io.tidegate.scheduler.institution.Institution;
import io.tidegate.scheduler.institution.InstitutionStates;
import io.tidegate.scheduler.institution.InstitutionStates.State;
import io.tidegate.scheduler.institution.Institutions;
import io.tidegate.scheduler.traffic.Forecasts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
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

  private final Institutions institutions;
  private final InstitutionStates states;
  private final Progress progress;
  private final DayStarts dayStarts;
  private final Refreshes refreshes;
  private final Forecasts forecasts;
  private final StoredDays days;
  private final LockingTaskExecutor locks;
  private final MultiGauge shortfalls;

  DayPlanning(
      Institutions institutions,
      InstitutionStates states,
      Progress progress,
      DayStarts dayStarts,
      Refreshes refreshes,
      Forecasts forecasts,
      StoredDays days,
      LockingTaskExecutor locks,
      MeterRegistry meters) {
    this.institutions = institutions;
    this.states = states;
    this.progress = progress;
    this.dayStarts = dayStarts;
    this.refreshes = refreshes;
    this.forecasts = forecasts;
    this.days = days;
    this.locks = locks;
    this.shortfalls = MultiGauge.builder("tidegate.plan.shortfall").register(meters);
  }

  /** Plans what must be planned anew, on one node at a time. */
  public void planWhatChanged(Instant now) {
    locks.executeWithLock(
        (Runnable) () -> plan(now, false),
        new LockConfiguration(now, "day-targets", AT_MOST, Duration.ZERO));
  }

  /** Plans all institutions anew. */
  public void planAll(Instant now) {
    plan(now, true);
  }

  private void plan(Instant now, boolean all) {
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
    List<Institution> inForce = institutions.inForce(minute);
    Map<Integer, List<LaneRow>> lanes = progress.lanes(minute);
    dayStarts.see(inForce, minute, lanes.values().stream().flatMap(List::stream).toList());
    Map<Integer, StoredDays.Basis> bases = days.bases(dates(inForce, minute));
    Map<Integer, Double> calls = refreshes.callsPerRefresh(inForce, minute);
    Map<Integer, State> held = states.all();
    forecasts.refresh(now);
    List<StoredDay> planned = new ArrayList<>();
    for (Institution institution : inForce) {
      List<LaneRow> rows = lanes.getOrDefault(institution.id(), List.of());
      StoredDays.Basis basis = bases.get(institution.id());
      if (all || basis == null || isOld(basis, institution, rows, minute)) {
        State state = held.getOrDefault(institution.id(), State.FREE);
        Terms terms =
            new Terms(
                institution.policy(),
                calls.getOrDefault(
                    institution.id(), institution.policy().callsPerRefresh().expected()),
                state.rateFactor());
        planned.addAll(week(institution, terms, rows, now, minute));
      }
    }
    if (!planned.isEmpty()) {
      days.put(planned);
      report(inForce, planned, minute);
    }
  }

  private List<StoredDay> week(
      Institution institution, Terms terms, List<LaneRow> rows, Instant now, Instant minute) {
    double callsPerWeek = terms.callsPerRefresh() * Lanes.population(rows);
    return new Week(terms, forecasts.of(institution, now, callsPerWeek), minute)
        .of(institution, rows, dayStarts, now);
  }

  private static Map<Integer, LocalDate> dates(List<Institution> institutions, Instant minute) {
    Map<Integer, LocalDate> dates = new HashMap<>();
    for (Institution institution : institutions) {
      dates.put(institution.id(), minute.atZone(institution.zone()).toLocalDate());
    }
    return dates;
  }

  /** Whether targets were made on an earlier day, by another policy or for another population. */
  private static boolean isOld(
      StoredDays.Basis basis, Institution institution, List<LaneRow> rows, Instant minute) {
    LocalDate today = minute.atZone(institution.zone()).toLocalDate();
    Instant dayBegan = today.atStartOfDay(institution.zone()).toInstant();
    long population = Lanes.population(rows);
    long change = Math.abs(population - basis.population());
    return basis.plannedAt().isBefore(dayBegan)
        || basis.policyVersion() != institution.policyVersion()
        || change > Math.max(20, basis.population() / 50);
  }

  private void report(List<Institution> institutions, List<StoredDay> planned, Instant minute) {
    Map<Integer, Long> short_ = new HashMap<>();
    planned.forEach(day -> short_.merge(day.institutionId(), day.shortfall(), Math::max));
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (Institution institution : institutions) {
      long users = short_.getOrDefault(institution.id(), 0L);
      if (users > 0) {
        LOG.atWarn()
            .addKeyValue("institution", institution.code())
            .addKeyValue("users", users)
            .log("no room for all users of the round; see `tidegate plan show`");
        rows.add(MultiGauge.Row.of(Tags.of("institution", institution.code()), users));
      }
    }
    shortfalls.register(rows, true);
    LOG.atInfo().addKeyValue("minute", minute).log("day targets made for {} days", planned.size());
  }
}
