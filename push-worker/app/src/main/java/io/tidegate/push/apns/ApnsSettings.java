package io.tidegate.push.apns;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Apple Push Notification service.
 *
 * @param apps per app, by the name that its devices register with: {@code topic} (its bundle id),
 *     {@code key-file} (Apple's .p8 file), {@code key-id}, {@code team-id}, and {@code endpoint},
 *     Apple's production unless it is said (https://api.sandbox.push.apple.com)
 * @param trustFile certificates (PEM) that are trusted in place of the JDK's, for tests
 * @param connections the most connections of a key
 * @param timeout after how long without an answer a push counts as failed, whatever the time went
 *     into: token, address, connection, request
 */
@ConfigurationProperties("tidegate.push.apns")
public record ApnsSettings(
    @DefaultValue Map<String, App> apps,
    @Nullable Path trustFile,
    @DefaultValue("2") int connections,
    @DefaultValue("15s") Duration timeout) {

  /**
   * One app.
   *
   * @param topic its bundle id
   * @param keyFile Apple's .p8 file
   * @param keyId which key that is
   * @param teamId whose it is
   * @param endpoint where Apple is
   */
  public record App(
      String topic,
      Path keyFile,
      String keyId,
      String teamId,
      @DefaultValue("https://api.push.apple.com") URI endpoint) {}

  public ApnsSettings {
    apps = Map.copyOf(apps);
    if (connections < 1 || connections > 100) {
      throw new IllegalArgumentException(
          "tidegate.push.apns.connections must be 1 to 100, but is " + connections);
    }
    if (timeout.compareTo(Duration.ofMillis(100)) < 0
        || timeout.compareTo(Duration.ofMinutes(2)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.apns.timeout must be 100ms to 2m, but is " + timeout);
    }
  }
}
