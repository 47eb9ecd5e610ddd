package io.tidegate.push.apns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Entries;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A push as Apple wants it. */
final class ApnsNotification {
  private ApnsNotification() {}

  /** For a device's token. */
  static SimpleApnsPushNotification of(Push push, String token, String topic) {
    return new SimpleApnsPushNotification(
        token,
        topic,
        payload(push),
        push.expires(),
        DeliveryPriority.IMMEDIATE,
        PushType.ALERT,
        push.collapseKey(),
        push.key());
  }

  /** What the app gets stands beside {@code aps}, which is Apple's. */
  private static String payload(Push push) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    String picture = Entries.picture(push);
    if (picture != null) {
      payload.put("image", picture);
    }
    Entries.of(push).forEach(payload::put);
    ObjectNode aps = payload.putObject("aps").put("sound", "default");
    ObjectNode alert = aps.putObject("alert").put("title", push.title());
    String body = Entries.body(push);
    if (!body.isEmpty()) {
      alert.put("body", body);
    }
    if (picture != null) { // an extension of the app gets it and shows it
      aps.put("mutable-content", 1);
    }
    return new String(Messages.write(payload), UTF_8);
  }
}
