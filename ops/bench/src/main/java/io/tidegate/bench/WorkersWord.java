package io.tidegate.bench;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What a worker said last of each institution's minutes. */
final class WorkersWord {
  private record Of(String institution, Instant minute) {}

  private final Map<Of, JsonNode> rows = new HashMap<>();

  /** Hears an answer of {@code /v1/pipeline}. */
  void hear(JsonNode answer) {
    for (JsonNode row : answer.path("institutions")) {
      Instant minute = Instant.parse(row.path("minute").asString());
      rows.put(new Of(row.path("institution").asString(), minute), row);
    }
  }

  /**
   * Its last word of a minute.
   *
   * @throws IllegalStateException if it has said nothing of it
   */
  Starts of(String institution, Instant minute) {
    JsonNode row = rows.get(new Of(institution, minute));
    if (row == null) {
      throw new IllegalStateException("the worker says nothing of " + institution);
    }
    return new Starts(
        row.path("started").asLong(),
        millis(row, "latenessP50Micros"),
        millis(row, "latenessP99Micros"),
        millis(row, "latenessMaxMicros"),
        unused(row.path("unused")));
  }

  private static Map<String, Long> unused(JsonNode byReason) {
    Map<String, Long> unused = new TreeMap<>();
    byReason.forEachEntry((reason, tickets) -> unused.put(reason, tickets.asLong()));
    return unused;
  }

  private static double millis(JsonNode row, String field) {
    return row.path(field).asLong() / 1e3;
  }

  /**
   * How calls started, by the worker's own clock.
   *
   * @param calls how many
   * @param p50 lateness after their tickets' instants in ms, to 0.05: of half of them
   * @param p99 of all but one in a hundred
   * @param max of the latest
   * @param unused tickets that started none, by reason
   */
  record Starts(long calls, double p50, double p99, double max, Map<String, Long> unused) {}
}
