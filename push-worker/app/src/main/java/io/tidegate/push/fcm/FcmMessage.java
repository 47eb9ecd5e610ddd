package io.tidegate.push.fcm;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Entries;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A push as FCM wants it (REST resource {@code projects.messages}): what the user sees is a
 * notification, what the app gets besides its data.
 */
final class FcmMessage {
  /** FCM keeps nothing for longer. */
  private static final Duration LONGEST = Duration.ofDays(28);

  private FcmMessage() {}

  /** The body of the request. */
  static byte[] of(Push push, String token, Instant now) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("token", token);
    ObjectNode notification = message.putObject("notification").put("title", push.title());
    String body = Entries.body(push);
    if (!body.isEmpty()) {
      notification.put("body", body);
    }
    String picture = Entries.picture(push);
    if (picture != null) {
      notification.put("image", picture);
    }
    ObjectNode data = message.putObject("data");
    Entries.of(push).forEach(data::put);
    long ttl = ttl(push, now).toSeconds();
    ObjectNode android = message.putObject("android").put("priority", "HIGH").put("ttl", ttl + "s");
    ObjectNode apns = message.putObject("apns");
    ObjectNode apple = apns.putObject("headers");
    if (picture != null) { // iPhones show it by an extension of the app
      apns.putObject("payload").putObject("aps").put("mutable-content", 1);
    }
    apple.put("apns-expiration", String.valueOf(push.expires().getEpochSecond()));
    ObjectNode web = message.putObject("webpush");
    ObjectNode webHeaders = web.putObject("headers").put("TTL", String.valueOf(ttl));
    String collapse = push.collapseKey();
    if (collapse != null) {
      android.put("collapse_key", collapse);
      apple.put("apns-collapse-id", collapse);
      webHeaders.put("Topic", collapse);
    }
    if (isSecure(push.link())) { // FCM refuses a message for any other
      web.putObject("fcm_options").put("link", push.link());
    }
    return Messages.write(JsonNodeFactory.instance.objectNode().set("message", message));
  }

  private static Duration ttl(Push push, Instant now) {
    Duration left = Duration.between(now, push.expires());
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(LONGEST) > 0 ? LONGEST : left;
  }

  private static boolean isSecure(@Nullable String link) {
    return link != null && link.regionMatches(true, 0, "https://", 0, 8);
  }
}
