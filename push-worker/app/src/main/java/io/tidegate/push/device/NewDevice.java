package io.tidegate.push.device;

import io.tidegate.messages.Push;
import io.tidegate.push.request.Fields;
import java.net.URI;
import java.util.Base64;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A device as an app registers it.
 *
 * @param channel {@code fcm}, {@code apns}, {@code web-push}, {@code websocket}
 * @param app the app's name, as the operator configured its channel
 * @param token of FCM or APNs, or a subscription's endpoint; null for a WebSocket
 * @param p256dh a subscription's public key, base64url; else null
 * @param auth a subscription's secret, base64url; else null
 * @param locale BCP 47, or null
 */
record NewDevice(
    String channel,
    String app,
    @Nullable String token,
    @Nullable String p256dh,
    @Nullable String auth,
    @Nullable String locale) {
  private static final Pattern APP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern FCM = Pattern.compile("[A-Za-z0-9_:.-]{20,4096}");
  private static final String FCM_TOKEN =
      "an FCM token (20 to 4096 letters, digits, colons, dashes, underscores and dots)";
  private static final Pattern APNS = Pattern.compile("[0-9A-Fa-f]{64,200}");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  /** Reads it; errors are noted in the fields. */
  static NewDevice read(Fields fields) {
    String channel = fields.text("channel", 20);
    if (!channel.isEmpty() && !Push.CHANNELS.contains(channel)) {
      fields.wrong("channel", "must be one of " + String.join(", ", Push.CHANNELS));
    }
    String app = fields.read("app", 100, NewDevice::app);
    String locale = fields.readOptional("locale", 35, NewDevice::locale);
    String token = null;
    String p256dh = null;
    String auth = null;
    switch (channel) {
      case "fcm" -> token = fields.read("token", 4096, text -> matching(FCM, text, FCM_TOKEN));
      case "apns" ->
          token =
              fields.read(
                  "token",
                  200,
                  // One token is one device, however an app writes its digits.
                  text ->
                      matching(APNS, text, "an APNs token (64 hex digits or more)")
                          .toLowerCase(Locale.ROOT));
      case "web-push" -> {
        Fields subscription = fields.object("subscription");
        if (subscription != null) {
          token = subscription.read("endpoint", 2000, NewDevice::endpoint);
          // Browsers add an expiration time, which nothing depends on.
          subscription.passOver("expirationTime");
          Fields keys = subscription.object("keys");
          if (keys != null) {
            p256dh = keys.read("p256dh", 200, NewDevice::publicKey);
            auth = keys.read("auth", 100, NewDevice::secret);
            keys.noOthers();
          }
          subscription.noOthers();
        }
      }
      default -> {}
    }
    fields.end();
    return new NewDevice(channel, app == null ? "" : app, token, p256dh, auth, locale);
  }

  private static String app(String text) {
    return matching(APP, text, "letters, digits, dots, dashes and underscores");
  }

  private static String matching(Pattern pattern, String text, String what) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("must be " + what);
    }
    return text;
  }

  private static String locale(String text) {
    try {
      return new Locale.Builder().setLanguageTag(text).build().toLanguageTag();
    } catch (IllformedLocaleException e) {
      throw new IllegalArgumentException(
          "must be a language tag of BCP 47, such as ko-KR, but is " + text, e);
    }
  }

  /** Whether its address is a public one is asked when it is called; names change hands. */
  private static String endpoint(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be a URL", e);
    }
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    boolean loopback = "http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
    if (uri.getHost() == null || !(secure || loopback) || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("must be an https URL with a host and no user");
    }
    return text;
  }

  private static String publicKey(String text) {
    byte[] key = base64(text);
    if (key.length != 65 || key[0] != 4) {
      throw new IllegalArgumentException(
          "must be an uncompressed P-256 key: 65 bytes in base64url, the first 4");
    }
    return text;
  }

  private static String secret(String text) {
    if (base64(text).length != 16) {
      throw new IllegalArgumentException("must be 16 bytes in base64url");
    }
    return text;
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be base64url", e);
    }
  }
}
