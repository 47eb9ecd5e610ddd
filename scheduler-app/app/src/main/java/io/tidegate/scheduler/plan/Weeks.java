package io.tidegate.scheduler.plan;

import io.tidegate.planning.Terms;
import io.tidegate.planning.traffic.TrafficForecast;
import io.tidegate.scheduler.institution.Institution;
import io.tidegate.scheduler.institution.InstitutionStates;
import io.tidegate.scheduler.institution.InstitutionStates.State;
import io.tidegate.scheduler.institution.Institutions;
import io.tidegate.scheduler.traffic.Forecasts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Lays out institutions' weeks from what is known now. */
@Component
class Weeks {
  private final Institutions institutions;
  private final InstitutionStates states;
  private final Progress progress;
  private final DayStarts dayStarts;
  private final Refreshes refreshes;
  private final Forecasts forecasts;

  Weeks(
      Institutions institutions,
      InstitutionStates states,
      Progress progress,
      DayStarts dayStarts,
      Refreshes refreshes,
      Forecasts forecasts) {
    this.institutions = institutions;
    this.states = states;
    this.progress = progress;
    this.dayStarts = dayStarts;
    this.refreshes = refreshes;
    this.forecasts = forecasts;
  }

  /** All that planning starts from at one moment, the same for all institutions. */
  final class Now {
    private final Instant now;
    private final Instant minute;
    private final List<Institution> inForce;
    private final Map<Integer, List<LaneRow>> lanes;
    private final Map<Integer, State> held;
    private final Map<Integer, Double> calls;

    private Now(Instant now) {
      this.now = now;
      this.minute = now.truncatedTo(ChronoUnit.MINUTES);
      this.inForce = institutions.inForce(minute);
      this.lanes = progress.lanes(minute);
      this.held = states.all();
      this.calls = refreshes.callsPerRefresh(inForce, minute);
      forecasts.refresh(now);
      dayStarts.see(inForce, minute, lanes.values().stream().flatMap(List::stream).toList());
    }

    Instant minute() {
      return minute;
    }

    List<Institution> institutions() {
      return inForce;
    }

    long population(Institution institution) {
      return Lanes.population(rows(institution));
    }

    Terms terms(Institution institution) {
      double mean =
          calls.getOrDefault(institution.id(), institution.policy().callsPerRefresh().expected());
      State state = held.getOrDefault(institution.id(), State.FREE);
      return new Terms(institution.policy(), mean, state.rateFactor());
    }

    TrafficForecast forecast(Institution institution) {
      double callsPerWeek = terms(institution).callsPerRefresh() * population(institution);
      return forecasts.of(institution, now, callsPerWeek);
    }

    Week week(Institution institution) {
      var progress =
          new Lanes(rows(institution), institution.policy(), minute, dayStarts, null).progress();
      return new Week(terms(institution), forecast(institution), minute, progress);
    }

    private List<LaneRow> rows(Institution institution) {
      return lanes.getOrDefault(institution.id(), List.of());
    }
  }

  Now at(Instant now) {
    return new Now(now);
  }
}
