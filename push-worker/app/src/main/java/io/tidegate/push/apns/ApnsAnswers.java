package io.tidegate.push.apns;

import com.eatthepath.pushy.apns.PushNotificationResponse;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.AppSetting;
import java.time.Duration;
import java.time.Instant;

/**
 * What Apple's answers mean, by <a
 * href="https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns">its
 * table of reasons</a>.
 */
final class ApnsAnswers {
  /** Apple says no time. */
  private static final Duration PAUSE = Duration.ofSeconds(60);

  private ApnsAnswers() {}

  /**
   * Decides.
   *
   * @param app the device's
   * @param renewed when the device was last renewed before this
   */
  static Answer of(PushNotificationResponse<?> response, String app, Instant renewed) {
    if (response.isAccepted()) {
      return new Answer.Accepted();
    }
    String reason = response.getRejectionReason().orElse("without a reason");
    String said = response.getStatusCode() + " " + reason;
    return switch (reason) {
      case "Unregistered", "ExpiredToken" ->
          new Answer.TokenDead(response.getTokenInvalidationTimestamp().orElse(renewed), said);
      // So the sandbox calls every token of production, and the other way round.
      case "BadDeviceToken" ->
          new Answer.TokenDoubted(renewed, AppSetting.name("apns", app, "endpoint"), said);
      case "TooManyProviderTokenUpdates" -> new Answer.Throttled(PAUSE, said);
      // The client makes a new provider token by itself; an idle connection is opened again.
      case "ExpiredProviderToken", "IdleTimeout" -> new Answer.Transient(said);
      default -> byStatus(response.getStatusCode(), said);
    };
  }

  /** 429 is about one device: its app goes on. */
  private static Answer byStatus(int status, String said) {
    return status == 429 || status >= 500 ? new Answer.Transient(said) : new Answer.Refused(said);
  }
}
