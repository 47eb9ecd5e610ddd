package io.tidegate.push.queue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fast each channel may be, over all push-workers. 0 is no limit.
 *
 * @param fcmPerMinute messages per Firebase project and minute, however many apps it has; Google's
 *     quota is 600,000
 * @param apnsPerMinute messages per app and minute
 * @param webPushPerMinute messages per app and minute
 * @param websocketPerMinute messages per app and minute
 * @param ramp how long an app that was idle takes to reach its limit
 * @param fcmQuarterSpread over how long from :00, :15, :30 and :45 on what is due then is spread:
 *     Google asks to spare those minutes
 * @param apnsQuarterSpread over how long what is due then is spread, for APNs
 * @param webPushQuarterSpread over how long what is due then is spread, for Web Push
 * @param websocketQuarterSpread over how long what is due then is spread, for WebSockets
 */
@ConfigurationProperties("tidegate.push.limits")
public record LimitSettings(
    @DefaultValue("540000") int fcmPerMinute,
    @DefaultValue("0") int apnsPerMinute,
    @DefaultValue("0") int webPushPerMinute,
    @DefaultValue("0") int websocketPerMinute,
    @DefaultValue("60s") Duration ramp,
    @DefaultValue("20s") Duration fcmQuarterSpread,
    @DefaultValue("0s") Duration apnsQuarterSpread,
    @DefaultValue("0s") Duration webPushQuarterSpread,
    @DefaultValue("0s") Duration websocketQuarterSpread) {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  public LimitSettings {
    limit("fcm-per-minute", fcmPerMinute);
    limit("apns-per-minute", apnsPerMinute);
    limit("web-push-per-minute", webPushPerMinute);
    limit("websocket-per-minute", websocketPerMinute);
    time("ramp", ramp);
    time("fcm-quarter-spread", fcmQuarterSpread);
    time("apns-quarter-spread", apnsQuarterSpread);
    time("web-push-quarter-spread", webPushQuarterSpread);
    time("websocket-quarter-spread", websocketQuarterSpread);
  }

  /** Messages per quota and minute of a channel; 0 for no limit. */
  int perMinute(String channel) {
    return switch (channel) {
      case "fcm" -> fcmPerMinute;
      case "apns" -> apnsPerMinute;
      case "web-push" -> webPushPerMinute;
      case "websocket" -> websocketPerMinute;
      default -> throw new IllegalArgumentException("no such channel: " + channel);
    };
  }

  /** Over how long a channel spreads what is due at a full quarter hour. */
  Duration quarterSpread(String channel) {
    return switch (channel) {
      case "fcm" -> fcmQuarterSpread;
      case "apns" -> apnsQuarterSpread;
      case "web-push" -> webPushQuarterSpread;
      case "websocket" -> websocketQuarterSpread;
      default -> throw new IllegalArgumentException("no such channel: " + channel);
    };
  }

  private static void limit(String name, int value) {
    if (value < 0 || (value > 0 && value < 60)) {
      throw new IllegalArgumentException(
          "tidegate.push.limits.%s must be 0 (no limit) or 60 and more, but is %d"
              .formatted(name, value));
    }
  }

  private static void time(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "tidegate.push.limits.%s must be 0s to 10m, but is %s".formatted(name, value));
    }
  }
}
