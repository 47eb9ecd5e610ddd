package io.tidegate.worker.server;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the lease.
 *
 * @param name what operators see beside the id; the machine's process name by default
 * @param heartbeat time between heartbeats
 * @param lease how long the holder may act after it sent a heartbeat that got through
 * @param othersWait how long all others wait after a heartbeat arrived, at least twice the lease
 */
@ConfigurationProperties("tidegate.server")
public record ServerSettings(
    @DefaultValue("batch-worker") String name,
    @DefaultValue("3s") Duration heartbeat,
    @DefaultValue("15s") Duration lease,
    @DefaultValue("30s") Duration othersWait) {

  public ServerSettings {
    if (heartbeat.compareTo(Duration.ofMillis(10)) < 0
        || heartbeat.multipliedBy(2).compareTo(lease) > 0) {
      throw new IllegalArgumentException(
          "tidegate.server.heartbeat must be 10 ms to half the lease ("
              + lease
              + "), but is "
              + heartbeat);
    }
    if (othersWait.compareTo(lease.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "tidegate.server.others-wait must be at least twice the lease ("
              + lease
              + "), but is "
              + othersWait);
    }
  }
}
