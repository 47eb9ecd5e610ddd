package io.tidegate.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The present day of all institutions, a line each, in each one's own time; worst news last. */
final class TodayTable {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintWriter out;
  private final Instant now;
  private final Map<String, JsonNode> held = new HashMap<>();

  /**
   * A table to be printed.
   *
   * @param institutions what holds them back
   */
  TodayTable(PrintWriter out, Instant now, JsonNode institutions) {
    this.out = out;
    this.now = now;
    institutions.forEach(one -> held.put(one.path("code").asString(), one));
  }

  /** Prints it; returns how many promises cannot be kept. */
  int print(List<JsonNode> days) {
    int broken = 0;
    line("institution", "now", "users today", "sent", "calls", "well", "left", "until", "fit");
    for (JsonNode day : days) {
      JsonNode promise = day.path("promise");
      broken += promise.path("kept").asBoolean() ? 0 : 1;
      ZoneId zone = ZoneId.of(day.path("zone").asString());
      line(
          day.path("institution").asString(),
          doing(day, zone),
          day.path("target").isNumber() ? count(day.path("target")) : "not planned",
          count(day.path("planned")),
          count(day.path("calls")),
          share(day.path("succeeded").asLong(), day.path("calls").asLong()),
          count(promise.path("users")),
          MINUTE.format(Instant.parse(promise.path("until").asString()).atZone(zone)),
          promise.path("kept").asBoolean()
              ? "all"
              : "%,d do not".formatted(promise.path("shortfall").asLong()));
    }
    return broken;
  }

  /** Open, shut, held back or failing, and until or since when. */
  private String doing(JsonNode day, ZoneId zone) {
    JsonNode state = held.get(day.path("institution").asString());
    if (state != null && state.path("blockedUntil").isString()) {
      Instant until = Instant.parse(state.path("blockedUntil").asString());
      return "held until " + SECOND.format(until.atZone(zone));
    }
    if (Failing.is(day)) {
      return Failing.cell(day, zone);
    }
    if (!day.path("opensAt").isString()) {
      return "closed";
    }
    ZonedDateTime opens = Instant.parse(day.path("opensAt").asString()).atZone(zone);
    if (opens.toInstant().isAfter(now)) {
      boolean today = opens.toLocalDate().equals(LocalDate.ofInstant(now, zone));
      return "opens " + (today ? SECOND : MINUTE).format(opens);
    }
    double rate = state == null ? 1 : state.path("rateFactor").asDouble(1);
    return rate < 1 ? "open, slowed to %.0f%%".formatted(100 * rate) : "open";
  }

  private static String share(long part, long whole) {
    return whole == 0 ? "-" : "%.1f%%".formatted(100.0 * part / whole);
  }

  private static String count(JsonNode number) {
    return "%,d".formatted(number.asLong());
  }

  private void line(Object... cells) {
    out.println("%-16s %-23s %12s %12s %12s %8s %12s  %-10s %s".formatted(cells).stripTrailing());
  }
}
