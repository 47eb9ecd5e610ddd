package io.tidegate.scheduler.plan;

import io.tidegate.planning.LaneProgress;
import io.tidegate.planning.LaneTarget;
import io.tidegate.planning.MinutePlanner;
import io.tidegate.planning.MinuteTargets;
import io.tidegate.planning.Terms;
import io.tidegate.scheduler.institution.Institution;
import io.tidegate.scheduler.institution.InstitutionStates;
import io.tidegate.scheduler.institution.InstitutionStates.State;
import io.tidegate.scheduler.institution.Institutions;
import io.tidegate.scheduler.traffic.Forecasts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Plans a minute of all institutions. */
@Component
public class MinutePlanning {
  private static final Logger LOG = LoggerFactory.getLogger(MinutePlanning.class);

  private final Institutions institutions;
  private final InstitutionStates states;
  private final Progress progress;
  private final DayStarts dayStarts;
  private final Refreshes refreshes;
  private final Forecasts forecasts;
  private final PlannedMinutes minutes;

  MinutePlanning(
      Institutions institutions,
      InstitutionStates states,
      Progress progress,
      DayStarts dayStarts,
      Refreshes refreshes,
      Forecasts forecasts,
      PlannedMinutes minutes) {
    this.institutions = institutions;
    this.states = states;
    this.progress = progress;
    this.dayStarts = dayStarts;
    this.refreshes = refreshes;
    this.forecasts = forecasts;
    this.minutes = minutes;
  }

  /**
   * Plans and stores the minute for all institutions that have no plan of it yet; returns all its
   * stored plans, whoever made them.
   *
   * @param now before the minute
   */
  public List<PlannedMinute> plan(Instant minute, Instant now) {
    List<Institution> all = institutions.inForce(minute);
    Instant present = minute.minusSeconds(60);
    Map<Integer, List<LaneRow>> lanes = progress.lanes(present);
    Map<Integer, State> held = states.all();
    Map<Integer, PlannedMinute> before = byInstitution(minutes.of(present));
    Map<Integer, Double> calls = refreshes.callsPerRefresh(all, minute);
    forecasts.refresh(now);
    dayStarts.see(all, minute, lanes.values().stream().flatMap(List::stream).toList());
    List<PlannedMinute> plans = new ArrayList<>();
    for (Institution institution : all) {
      List<LaneRow> rows = lanes.getOrDefault(institution.id(), List.of());
      State state = held.getOrDefault(institution.id(), State.FREE);
      Terms terms =
          new Terms(
              institution.policy(),
              calls.getOrDefault(
                  institution.id(), institution.policy().callsPerRefresh().expected()),
              state.rateFactor());
      try {
        plan(institution, terms, state, rows, before.get(institution.id()), minute, now)
            .ifPresent(plans::add);
      } catch (RuntimeException e) {
        // One institution must not keep a thousand others from their minute.
        LOG.atError()
            .addKeyValue("institution", institution.code())
            .addKeyValue("minute", minute)
            .log("minute not planned", e);
      }
    }
    minutes.insert(plans);
    return minutes.of(minute);
  }

  private Optional<PlannedMinute> plan(
      Institution institution,
      Terms terms,
      State state,
      List<LaneRow> rows,
      @Nullable PlannedMinute before,
      Instant minute,
      Instant now) {
    if (rows.isEmpty() || state.blockedAt(minute).isPresent()) {
      return Optional.empty();
    }
    List<LaneProgress> lanes =
        new Lanes(rows, institution.policy(), minute, dayStarts, before).progress();
    Instant resumed = resumed(institution, before, minute);
    double callsPerWeek = terms.callsPerRefresh() * Lanes.population(rows);
    return MinutePlanner.plan(
            terms, forecasts.of(institution, now, callsPerWeek), minute, lanes, resumed)
        .map(targets -> planned(institution, targets, resumed));
  }

  /**
   * The last cold start. Open in the minute before, but without a plan: it starts now. Otherwise
   * what the minute before knew.
   */
  private static @Nullable Instant resumed(
      Institution institution, @Nullable PlannedMinute before, Instant minute) {
    if (before != null) {
      return before.resumedAt();
    }
    boolean wasOpen = institution.policy().openIn(minute.minusSeconds(60)).isPresent();
    return wasOpen ? minute : null;
  }

  private static PlannedMinute planned(
      Institution institution, MinuteTargets targets, @Nullable Instant resumed) {
    return new PlannedMinute(
        institution.id(),
        targets.minute(),
        institution.policyVersion(),
        // Of the whole rate: workers leave tickets out by the rate factor, as it stands each
        // second.
        institution.policy().tickets().intervalNanos(),
        targets.spanSeconds(),
        targets.open().from(),
        targets.open().until(),
        targets.lanes().stream().map(LaneTarget::users).toList(),
        targets.lanes().stream().map(LaneTarget::behind).toList(),
        resumed);
  }

  private static Map<Integer, PlannedMinute> byInstitution(List<PlannedMinute> plans) {
    return plans.stream()
        .collect(Collectors.toMap(PlannedMinute::institutionId, Function.identity()));
  }
}
