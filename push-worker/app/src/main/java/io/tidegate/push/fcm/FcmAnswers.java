package io.tidegate.push.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.messages.Messages;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.AppSetting;
import io.tidegate.push.channel.Reply;
import io.tidegate.push.channel.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What FCM's answers mean, by <a
 * href="https://firebase.google.com/docs/cloud-messaging/error-codes">its error codes</a>.
 */
final class FcmAnswers {
  /** If FCM says too many, and not until when. */
  private static final Duration PAUSE = Duration.ofSeconds(60);

  private FcmAnswers() {}

  /**
   * Decides.
   *
   * @param app the device's
   * @param renewed when the device was last renewed before this
   */
  static Answer of(Reply reply, String app, Instant renewed, Instant now) {
    if (reply.isGood()) {
      return new Answer.Accepted();
    }
    JsonNode error = error(reply);
    String code = code(error);
    String said =
        "%d %s: %s".formatted(reply.status(), code, error.path("message").asString("no message"));
    return switch (code) {
      case "UNREGISTERED" -> new Answer.TokenDead(renewed, said);
      // So FCM says of every token, if the account is another project's.
      case "SENDER_ID_MISMATCH" ->
          new Answer.TokenDoubted(
              renewed, AppSetting.name("fcm", app, "service-account-file"), said);
      // The project lacks a key of Apple's: no token of Google's helps.
      case "THIRD_PARTY_AUTH_ERROR" -> new Answer.Refused(said);
      default -> byStatus(reply, said, now);
    };
  }

  private static Answer byStatus(Reply reply, String said, Instant now) {
    int status = reply.status();
    if (status == 429 || (status >= 500 && reply.retryAfter() != null)) {
      return new Answer.Throttled(RetryAfter.of(reply.retryAfter(), now, PAUSE), said);
    }
    if (status == 401 || status == 408 || status >= 500) {
      return new Answer.Transient(said);
    }
    return new Answer.Refused(said);
  }

  private static JsonNode error(Reply reply) {
    try {
      return Messages.read(reply.body().getBytes(UTF_8), JsonNode.class).path("error");
    } catch (IllegalArgumentException e) { // a proxy's page, as a rule
      return MissingNode.getInstance();
    }
  }

  private static String code(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      if (detail.has("errorCode")) {
        return detail.path("errorCode").asString("");
      }
    }
    return error.path("status").asString("without an error code");
  }
}
