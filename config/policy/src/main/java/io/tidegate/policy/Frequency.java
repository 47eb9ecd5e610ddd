package io.tidegate.policy;

import java.time.Duration;
import java.util.List;

/**
 * How often: as we want, and as we may.
 *
 * @param cycle how often a consent is to be refreshed, unless it has a cycle of its own
 * @param quotas how often it may be; all of them hold
 * @param accessWithin how long after a user's last known access refreshes go on
 */
public record Frequency(Duration cycle, List<Quota> quotas, Duration accessWithin) {

  public Frequency {
    quotas = List.copyOf(quotas);
  }
}
