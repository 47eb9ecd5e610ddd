package io.tidegate.worker.ring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the ring.
 *
 * @param accessWithin how long after a user's last known access refreshes go on; about six months
 * @param sweepEvery time between two looks for pages past their end
 */
@ConfigurationProperties("tidegate.ring")
public record RingSettings(
    @DefaultValue("183d") Duration accessWithin, @DefaultValue("5s") Duration sweepEvery) {

  public RingSettings {
    if (accessWithin.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException(
          "tidegate.ring.access-within must be 1 d or longer, but is " + accessWithin);
    }
    if (sweepEvery.compareTo(Duration.ofMillis(100)) < 0
        || sweepEvery.compareTo(Duration.ofSeconds(20)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.ring.sweep-every must be 100 ms to 20 s, but is " + sweepEvery);
    }
  }
}
