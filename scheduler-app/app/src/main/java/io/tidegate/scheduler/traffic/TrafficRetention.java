package io.tidegate.scheduler.traffic;

import java.time.Instant;
import org.springframework.stereotype.Component;

/** Forgets old traffic. */
@Component
public class TrafficRetention {
  private final TrafficCounts counts;
  private final TrafficSlots slots;
  private final TrafficSettings settings;

  TrafficRetention(TrafficCounts counts, TrafficSlots slots, TrafficSettings settings) {
    this.counts = counts;
    this.slots = slots;
    this.settings = settings;
  }

  /**
   * Returns how many rows went. A day longer than corrections are taken, to be on the safe side.
   */
  public int forget(Instant now) {
    return counts.forgetBefore(now.minus(settings.corrections()).minusSeconds(86_400))
        + slots.forgetBefore(now.minus(settings.keep()));
  }
}
