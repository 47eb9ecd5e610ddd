package io.tidegate.push.timer;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of timers.
 *
 * @param perUser the most timers of a user
 * @param title the most characters of a title
 * @param body the most characters of a body
 * @param link the most characters of a link
 * @param data the most entries of the data
 * @param payload the most bytes of title, body, link and data together: push services take 4 KB
 * @param timeToLive of a push, where a timer says none
 * @param longestTimeToLive the most that a timer may say
 */
@ConfigurationProperties("tidegate.push.timers")
public record TimerSettings(
    @DefaultValue("200") int perUser,
    @DefaultValue("200") int title,
    @DefaultValue("2000") int body,
    @DefaultValue("1000") int link,
    @DefaultValue("20") int data,
    @DefaultValue("3500") int payload,
    @DefaultValue("1h") Duration timeToLive,
    @DefaultValue("28d") Duration longestTimeToLive) {

  public TimerSettings {
    range("per-user", perUser, 1, 10_000);
    range("title", title, 1, 1000);
    range("body", body, 1, 4000);
    range("link", link, 10, 4000);
    range("data", data, 0, 100);
    range("payload", payload, 100, 4000);
    if (longestTimeToLive.compareTo(Duration.ofDays(28)) > 0
        || timeToLive.compareTo(longestTimeToLive) > 0
        || timeToLive.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(
          "tidegate.push.timers: 1m <= time-to-live <= longest-time-to-live <= 28d must hold, but"
              + " they are %s and %s".formatted(timeToLive, longestTimeToLive));
    }
  }

  private static void range(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "tidegate.push.timers.%s must be %d to %d, but is %d"
              .formatted(name, least, most, value));
    }
  }
}
