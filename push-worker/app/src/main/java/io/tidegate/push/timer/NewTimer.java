package io.tidegate.push.timer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.push.request.Fields;
import io.tidegate.recurrence.Recurrence;
import io.tidegate.recurrence.RefusedRule;
import io.tidegate.recurrence.Zones;
import java.net.URI;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of a timer.
 *
 * @param title first line
 * @param body below it, may be empty
 * @param link an http or https URL, or null
 * @param data for the app
 * @param recurrence when it falls due
 * @param enabled whether it does
 * @param ttlSeconds how long its pushes live
 * @param collapseKey later pushes with the same key replace earlier ones, or null
 */
record NewTimer(
    String title,
    String body,
    @Nullable String link,
    Map<String, String> data,
    Recurrence recurrence,
    boolean enabled,
    int ttlSeconds,
    @Nullable String collapseKey) {
  /** FCM refuses a message with such an entry; in one of Apple's the entry would be lost. */
  private static final Pattern RESERVED =
      Pattern.compile("from|message_type|aps|(google|gcm)\\..*", Pattern.DOTALL);

  private static final Pattern COLLAPSE_KEY = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  /** Reads it; all errors at once are thrown. */
  static NewTimer read(Fields fields, TimerSettings settings) {
    String title = fields.text("title", settings.title());
    String body = fields.optionalText("body", settings.body());
    String link = fields.readOptional("link", settings.link(), NewTimer::url);
    Map<String, String> data = fields.texts("data", settings.data(), 64, 1000);
    data.keySet().stream()
        .filter(name -> RESERVED.matcher(name).matches())
        .forEach(
            name ->
                fields.wrong(
                    "data." + name,
                    "is a name that push services keep for themselves (from, message_type, aps,"
                        + " google.…, gcm.…)"));
    LocalDateTime start = fields.read("start", 30, NewTimer::start);
    ZoneId zone = fields.read("zone", 64, Zones::region);
    String rrule = fields.optionalText("rrule", 500);
    boolean enabled = fields.flag("enabled", true);
    int ttl =
        fields.whole(
            "ttlSeconds",
            60,
            Math.toIntExact(settings.longestTimeToLive().toSeconds()),
            Math.toIntExact(settings.timeToLive().toSeconds()));
    String collapseKey = fields.readOptional("collapseKey", 32, NewTimer::collapseKey);
    int payload = bytes(title) + bytes(body) + bytes(link);
    for (Map.Entry<String, String> entry : data.entrySet()) {
      payload += bytes(entry.getKey()) + bytes(entry.getValue());
    }
    if (payload > settings.payload()) {
      fields.wrong(
          "",
          "title, body, link and data may have %d bytes together, but have %d"
              .formatted(settings.payload(), payload));
    }
    Recurrence recurrence = recurrence(fields, rrule, start, zone);
    fields.end();
    if (recurrence == null) {
      throw new IllegalStateException("a timer without a recurrence had no errors");
    }
    return new NewTimer(
        title,
        body == null ? "" : body,
        link,
        Map.copyOf(new LinkedHashMap<>(data)),
        recurrence,
        enabled,
        ttl,
        collapseKey);
  }

  private static @Nullable Recurrence recurrence(
      Fields fields, @Nullable String rrule, @Nullable LocalDateTime start, @Nullable ZoneId zone) {
    try {
      if (start != null && zone != null) {
        return Recurrence.read(rrule, start, zone);
      }
      Recurrence.checkRule(rrule, start);
    } catch (RefusedRule e) {
      fields.wrong("rrule", String.valueOf(e.getMessage()));
    }
    return null;
  }

  private static LocalDateTime start(String text) {
    LocalDateTime start = local(text);
    Recurrence.checkStart(start);
    return start;
  }

  private static LocalDateTime local(String text) {
    try {
      return LocalDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "must be a local date and time without offset, such as 2026-11-28T09:00, but is " + text,
          e);
    }
  }

  private static String url(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be an http or https URL with a host", e);
    }
    if (uri.getHost() == null
        || !("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
        || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("must be an http or https URL with a host");
    }
    return text;
  }

  private static String collapseKey(String text) {
    if (!COLLAPSE_KEY.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "must have 1 to 32 letters, digits, dashes and underscores");
    }
    return text;
  }

  private static int bytes(@Nullable String text) {
    return text == null ? 0 : text.getBytes(UTF_8).length;
  }
}
