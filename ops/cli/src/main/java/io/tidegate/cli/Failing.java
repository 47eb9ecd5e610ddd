package io.tidegate.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What is said of an institution at which nothing succeeds any more. */
final class Failing {
  private static final DateTimeFormatter SINCE =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH);

  private Failing() {}

  /** Whether a day or a plan, as the scheduler tells it, is that of such an institution. */
  static boolean is(JsonNode shown) {
    return shown.path("failing").isObject();
  }

  /** For a cell of a table. */
  static String cell(JsonNode shown, ZoneId zone) {
    return "FAILING since " + SINCE.format(since(shown, zone));
  }

  /** Since when, how many calls, and how they end. */
  static String sentence(JsonNode shown) {
    ZoneId zone = ZoneId.of(shown.path("zone").asString());
    return "%s: none of the %,d calls since %s (%s) has succeeded; most of them: %s."
        .formatted(
            shown.path("institution").asString(),
            shown.path("failing").path("calls").asLong(),
            DATE.format(since(shown, zone)),
            zone,
            shown.path("failing").path("mostly").asString());
  }

  private static ZonedDateTime since(JsonNode shown, ZoneId zone) {
    return Instant.parse(shown.path("failing").path("since").asString()).atZone(zone);
  }
}
