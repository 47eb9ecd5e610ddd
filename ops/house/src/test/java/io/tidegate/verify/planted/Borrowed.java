package io.tidegate.verify.planted;

import io.tidegate.policy.RateLimit;
import io.tidegate.policy.Tickets;
import java.time.Duration;
import java.util.List;

/** A judge that asks the accused how fast is too fast. */
@SuppressWarnings("unused") // planted for RulesTest
final class Borrowed {
  private Borrowed() {}

  static Tickets allowed(List<RateLimit> limits) {
    return Tickets.of(limits, Duration.ofMillis(100));
  }
}
