package io.tidegate.push.webpush;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Web Push.
 *
 * @param contact whom a push service may write to, mailto:… or https:…; without one, which Apple's
 *     service demands, Web Push is off
 * @param connections the most connections to a push service; each carries 100 requests at a time
 *     over HTTP/2
 * @param timeout after how long without an answer a push counts as failed, whatever the time went
 *     into: token, address, connection, request
 */
@ConfigurationProperties("tidegate.push.web-push")
public record WebPushSettings(
    @Nullable String contact,
    @DefaultValue("6") int connections,
    @DefaultValue("15s") Duration timeout) {
  public WebPushSettings {
    if (contact != null && !contact.startsWith("mailto:") && !contact.startsWith("https:")) {
      throw new IllegalArgumentException(
          "tidegate.push.web-push.contact must begin with mailto: or https:, but is " + contact);
    }
    if (connections < 1 || connections > 100) {
      throw new IllegalArgumentException(
          "tidegate.push.web-push.connections must be 1 to 100, but is " + connections);
    }
    if (timeout.compareTo(Duration.ofMillis(100)) < 0
        || timeout.compareTo(Duration.ofMinutes(2)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.web-push.timeout must be 100ms to 2m, but is " + timeout);
    }
  }
}
