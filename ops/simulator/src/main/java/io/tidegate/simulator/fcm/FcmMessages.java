package io.tidegate.simulator.fcm;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What FCM demands of a message, as far as its documentation says. */
final class FcmMessages {
  private static final Pattern TTL = Pattern.compile("\\d{1,7}(\\.\\d{1,9})?s");
  private static final long LONGEST_TTL = 28L * 24 * 3600;
  private static final int LARGEST = 4096;
  private static final Set<String> RESERVED = Set.of("from", "message_type", "collapse_key");
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "data",
          "notification",
          "android",
          "webpush",
          "apns",
          "fcm_options",
          "token",
          "topic",
          "condition");

  private FcmMessages() {}

  /** What is wrong with a message; null if nothing is. */
  static @Nullable String wrong(@Nullable JsonObject message) {
    if (message == null) {
      return "Request contains no message.";
    }
    for (String key : message.fieldNames()) {
      if (!KEYS.contains(key)) {
        return "Invalid JSON payload received. Unknown name \"" + key + "\" at 'message'";
      }
    }
    if (!(message.getValue("token") instanceof String token) || token.isEmpty()) {
      return "Recipient of the message is not set.";
    }
    @Nullable String said = wrongData(message.getJsonObject("data", new JsonObject()));
    return said != null
        ? said
        : wrongAndroid(message.getJsonObject("android", new JsonObject()), message);
  }

  private static @Nullable String wrongData(JsonObject data) {
    for (Map.Entry<String, Object> entry : data) {
      String key = entry.getKey();
      if (!(entry.getValue() instanceof String)) {
        return "Invalid value at 'message.data[" + key + "]' (TYPE_STRING)";
      }
      if (RESERVED.contains(key) || key.startsWith("google.") || key.startsWith("gcm.")) {
        return "Invalid data payload key: " + key;
      }
    }
    return null;
  }

  private static @Nullable String wrongAndroid(JsonObject android, JsonObject message) {
    String ttl = android.getString("ttl");
    if (ttl != null
        && (!TTL.matcher(ttl).matches()
            || Double.parseDouble(ttl.substring(0, ttl.length() - 1)) > LONGEST_TTL)) {
      return "Invalid value at 'message.android.ttl'"
          + " (type.googleapis.com/google.protobuf.Duration)";
    }
    int size =
        message.getJsonObject("notification", new JsonObject()).encode().length()
            + message.getJsonObject("data", new JsonObject()).encode().length();
    return size > LARGEST ? "Message is too big" : null;
  }
}
