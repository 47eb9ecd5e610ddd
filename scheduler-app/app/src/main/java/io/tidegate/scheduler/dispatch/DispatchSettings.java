package io.tidegate.scheduler.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How minutes are sent.
 *
 * @param clockLimit by how much this node's clock may be off against the database's
 * @param sendTimeout how long Kafka may take for a minute's commands
 */
@ConfigurationProperties("tidegate.dispatch")
public record DispatchSettings(
    @DefaultValue("500ms") Duration clockLimit, @DefaultValue("4s") Duration sendTimeout) {

  public DispatchSettings {
    if (clockLimit.isNegative() || clockLimit.compareTo(Duration.ofSeconds(5)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.dispatch.clock-limit must be 0 to 5 s, but is " + clockLimit);
    }
    if (sendTimeout.isNegative() || sendTimeout.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.dispatch.send-timeout must be 0 to 10 s, but is " + sendTimeout);
    }
  }
}
