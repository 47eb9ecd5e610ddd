package io.tidegate.scheduler.dispatch;

import io.tidegate.scheduler.institution.InstitutionStates;
import io.tidegate.scheduler.institution.InstitutionStates.State;
import io.tidegate.scheduler.tally.CallStatistics;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Slows institutions down that throttle, and lets them come back: the factor of the rate is halved
 * for a minute in which any call was throttled, down to a sixteenth, and rises by a sixteenth for
 * each minute without. Targets are made for the slower rate; the tickets stay those of the policy,
 * and workers leave some out by the factor, as it stands each second.
 */
@Component
class RateFactors {
  private static final double LEAST = 1.0 / 16;
  private static final double STEP = 1.0 / 16;

  private final InstitutionStates states;
  private final CallStatistics statistics;

  RateFactors(InstitutionStates states, CallStatistics statistics) {
    this.states = states;
    this.statistics = statistics;
  }

  /** Sets the factors of the minute, from what came in the minute before it. */
  void adjust(Instant minute) {
    Map<Integer, Long> throttled = statistics.throttledSince(minute.minusSeconds(60));
    Map<Integer, Double> factors = new HashMap<>();
    for (Map.Entry<Integer, State> entry : states.all().entrySet()) {
      double now = entry.getValue().rateFactor();
      double next = next(now, throttled.getOrDefault(entry.getKey(), 0L) > 0);
      if (next != now) {
        factors.put(entry.getKey(), next);
      }
    }
    if (!factors.isEmpty()) {
      states.setRateFactors(factors);
    }
  }

  static double next(double factor, boolean throttled) {
    return throttled ? Math.max(LEAST, factor / 2) : Math.min(1, factor + STEP);
  }
}
