package io.tidegate.push.webpush;

import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Reply;
import io.tidegate.push.channel.RetryAfter;
import java.time.Duration;
import java.time.Instant;

/**
 * What push services' answers mean (RFC 8030, 5 and 7.3; Windows says 406 for too many). Their
 * words are not repeated: anybody may be a push service.
 */
final class WebPushAnswers {
  /** If a service says too many, and not until when. */
  private static final Duration PAUSE = Duration.ofSeconds(60);

  private WebPushAnswers() {}

  /**
   * Decides.
   *
   * @param renewed when the device was last renewed before this
   */
  static Answer of(Reply reply, Instant renewed, Instant now) {
    int status = reply.status();
    String said = "status " + status;
    if (reply.isGood()) {
      return new Answer.Accepted();
    }
    if (status == 404 || status == 410) {
      return new Answer.TokenDead(renewed, said);
    }
    if (status == 429 || status == 406 || (status >= 500 && reply.retryAfter() != null)) {
      return new Answer.Postponed(RetryAfter.of(reply.retryAfter(), now, PAUSE), said);
    }
    return status == 408 || status >= 500 ? new Answer.Transient(said) : new Answer.Refused(said);
  }
}
