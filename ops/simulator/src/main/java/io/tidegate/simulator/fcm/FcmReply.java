package io.tidegate.simulator.fcm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the double does with a message. */
public sealed interface FcmReply {
  /** It is accepted, if it is a right one. */
  record Accept() implements FcmReply {}

  /**
   * It is refused.
   *
   * @param status of HTTP
   * @param code FCM's error code, such as {@code UNAVAILABLE}
   * @param retryAfter the header of that name; null for none
   */
  record Refuse(int status, String code, @Nullable String retryAfter) implements FcmReply {}

  /** It is accepted, if it is a right one, and answered after a time. */
  record Late(Duration after) implements FcmReply {}

  /** It is never answered. */
  record Hang() implements FcmReply {}

  /** Its stream is reset, or its connection cut if it is not HTTP/2. */
  record Reset() implements FcmReply {}

  /** Refused, with no word about when to come again. */
  static FcmReply error(int status, String code) {
    return new Refuse(status, code, null);
  }
}
