package io.tidegate.worker.ring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the ring.
 *
 * @param sweepEvery time between two looks for pages past their end
 */
@ConfigurationProperties("tidegate.ring")
public record RingSettings(@DefaultValue("5s") Duration sweepEvery) {

  public RingSettings {
    if (sweepEvery.compareTo(Duration.ofMillis(100)) < 0
        || sweepEvery.compareTo(Duration.ofSeconds(20)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.ring.sweep-every must be 100 ms to 20 s, but is " + sweepEvery);
    }
  }
}
