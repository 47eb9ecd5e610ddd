package io.tidegate.push.fcm;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Firebase Cloud Messaging.
 *
 * @param apps per app, by the name that its devices register with: {@code service-account-file},
 *     Google's JSON file of the service account
 * @param endpoint where FCM is
 * @param connections the most connections; each carries 100 requests at a time
 * @param timeout after how long without an answer a push counts as failed, whatever the time went
 *     into: token, address, connection, request
 */
@ConfigurationProperties("tidegate.push.fcm")
public record FcmSettings(
    @DefaultValue Map<String, App> apps,
    @DefaultValue("https://fcm.googleapis.com") URI endpoint,
    @DefaultValue("6") int connections,
    @DefaultValue("15s") Duration timeout) {

  /**
   * One app.
   *
   * @param serviceAccountFile Google's JSON file of the service account
   */
  public record App(Path serviceAccountFile) {}

  public FcmSettings {
    apps = Map.copyOf(apps);
    if (endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "tidegate.push.fcm.endpoint must be a URL with a host, but is " + endpoint);
    }
    if (connections < 1 || connections > 100) {
      throw new IllegalArgumentException(
          "tidegate.push.fcm.connections must be 1 to 100, but is " + connections);
    }
    if (timeout.compareTo(Duration.ofMillis(100)) < 0
        || timeout.compareTo(Duration.ofMinutes(2)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.fcm.timeout must be 100ms to 2m (Google asks for 10s and more), but is "
              + timeout);
    }
  }
}
