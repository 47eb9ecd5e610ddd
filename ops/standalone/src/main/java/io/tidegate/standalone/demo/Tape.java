package io.tidegate.standalone.demo;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What the workers said of the run so far. A worker tells of its present minute only, so the last
 * word on each minute is kept and minutes are added up.
 */
final class Tape {
  /** One institution's line in the table; counts are of the whole run, rate and lateness of now. */
  record Line(long target, long started, long ok, long failed, double rate, double latenessMillis) {
    static final Line NONE = new Line(0, 0, 0, 0, 0, 0);

    private Line plus(Line other) {
      return new Line(
          target + other.target,
          started + other.started,
          ok + other.ok,
          failed + other.failed,
          rate + other.rate,
          Math.max(latenessMillis, other.latenessMillis));
    }

    private Line past() {
      return new Line(target, started, ok, failed, 0, latenessMillis);
    }
  }

  private record Minute(String worker, String institution, Instant start) {}

  private final Instant begin;
  private final Map<Minute, Line> minutes = new LinkedHashMap<>();
  private Instant present;

  /**
   * A tape of a run.
   *
   * @param begin earlier minutes are no part of it
   */
  Tape(Instant begin) {
    this.begin = begin;
    this.present = begin;
  }

  /** Takes down what one worker says of its pipeline. */
  void hear(String worker, JsonNode pipeline) {
    for (JsonNode row : pipeline.path("institutions")) {
      Instant start = Instant.parse(row.path("minute").asString());
      if (!start.isBefore(begin)) {
        present = present.isBefore(start) ? start : present;
        minutes.put(
            new Minute(worker, row.path("institution").asString(), start),
            new Line(
                row.path("target").asLong(),
                row.path("started").asLong(),
                row.path("ok").asLong(),
                row.path("failed").asLong(),
                row.path("rate").asDouble(),
                (double) row.path("latenessP99Micros").asLong() / 1000));
      }
    }
  }

  /** An institution's line. */
  Line line(String institution) {
    return minutes.entrySet().stream()
        .filter(entry -> entry.getKey().institution().equals(institution))
        .map(
            entry ->
                entry.getKey().start().equals(present) ? entry.getValue() : entry.getValue().past())
        .reduce(Line.NONE, Line::plus);
  }

  /** The line of all institutions together. */
  Line total() {
    return minutes.entrySet().stream()
        .map(
            entry ->
                entry.getKey().start().equals(present) ? entry.getValue() : entry.getValue().past())
        .reduce(Line.NONE, Line::plus);
  }
}
