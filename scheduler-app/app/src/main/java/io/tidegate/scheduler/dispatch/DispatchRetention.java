package io.tidegate.scheduler.dispatch;

import java.time.Instant;
import org.springframework.stereotype.Component;

/** Forgets who sent old minutes. */
@Component
public class DispatchRetention {
  private final Dispatches dispatches;

  DispatchRetention(Dispatches dispatches) {
    this.dispatches = dispatches;
  }

  /** Returns how many rows went. */
  public int forget(Instant before) {
    return dispatches.forgetBefore(before);
  }
}
