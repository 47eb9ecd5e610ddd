package io.tidegate.scheduler.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long things are kept.
 *
 * @param minutes plans of minutes, and who sent them
 * @param days day targets
 * @param statistics call statistics per minute
 * @param servers the last tally counted of servers that count no more
 */
@ConfigurationProperties("tidegate.retention")
public record RetentionSettings(
    @DefaultValue("8d") Duration minutes,
    @DefaultValue("400d") Duration days,
    @DefaultValue("60d") Duration statistics,
    @DefaultValue("30d") Duration servers) {

  public RetentionSettings {
    if (minutes.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException(
          "tidegate.retention.minutes must be a day or more, but is " + minutes);
    }
    if (servers.compareTo(Duration.ofDays(8)) < 0) {
      throw new IllegalArgumentException(
          "tidegate.retention.servers must be longer than Kafka keeps tallies, 8 days or more, but"
              + " is "
              + servers);
    }
  }
}
