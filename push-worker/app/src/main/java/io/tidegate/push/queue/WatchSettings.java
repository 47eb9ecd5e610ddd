package io.tidegate.push.queue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the queue is watched.
 *
 * @param every how often Kafka is asked how far each partition is
 * @param stuck after how long without progress a partition that has pushes counts as stuck
 */
@ConfigurationProperties("tidegate.push.watch")
public record WatchSettings(
    @DefaultValue("10s") Duration every, @DefaultValue("2m") Duration stuck) {
  public WatchSettings {
    if (every.compareTo(Duration.ofMillis(100)) < 0 || every.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.watch.every must be 100ms to 1m, but is " + every);
    }
    if (stuck.compareTo(every) < 0) {
      throw new IllegalArgumentException(
          "tidegate.push.watch.stuck must be no shorter than tidegate.push.watch.every, but is "
              + stuck);
    }
  }
}
