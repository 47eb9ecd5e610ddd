package io.tidegate.worker.pipeline;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What this worker does in the present minute. */
@RestController
@ConditionalOnProperty(name = "tidegate.pipeline.enabled", matchIfMissing = true)
class PipelineController {
  private static final double NANOS = 1e9;

  private final Lanes lanes;
  private final DatabaseTime time;

  PipelineController(Lanes lanes, DatabaseTime time) {
    this.lanes = lanes;
    this.time = time;
  }

  /**
   * One institution's minute in this worker.
   *
   * @param institution its code
   * @param minute start of the minute
   * @param target users planned for this worker's lanes
   * @param started calls started since the minute began
   * @param ok calls that succeeded
   * @param failed calls that did not
   * @param refreshed users whose refresh ended well
   * @param inFlight calls without an outcome
   * @param waiting users who are ready and had no ticket yet
   * @param open refreshes between their first call and their end
   * @param rate calls started per second since the minute began
   * @param latenessP50Micros lateness of half of the calls, in µs
   * @param latenessP99Micros lateness of all but one in a hundred
   * @param latenessMaxMicros the greatest lateness
   * @param unused tickets of claimed spans that started no call, by reason
   */
  record Row(
      String institution,
      Instant minute,
      long target,
      long started,
      long ok,
      long failed,
      long refreshed,
      int inFlight,
      int waiting,
      int open,
      double rate,
      long latenessP50Micros,
      long latenessP99Micros,
      long latenessMaxMicros,
      Map<String, Long> unused) {}

  /**
   * The worker's minute.
   *
   * @param at when this was said, by the database's clock
   * @param institutions a row each, by code
   */
  record Answer(Instant at, List<Row> institutions) {}

  @GetMapping("/v1/pipeline")
  Answer pipeline() {
    long now = time.getAsLong();
    return new Answer(
        LaneMinute.instant(now),
        lanes.counts().entrySet().stream()
            .map(each -> row(each.getKey(), each.getValue(), now))
            .sorted(Comparator.comparing(Row::institution))
            .toList());
  }

  private static Row row(String institution, LaneCounts counts, long now) {
    LaneCounts.Minute minute = counts.minute();
    double seconds = Math.clamp((double) (now - minute.start) / NANOS, 0.001, 60);
    return new Row(
        institution,
        LaneMinute.instant(minute.start),
        minute.target.get(),
        minute.started.get(),
        minute.ok.get(),
        minute.failed.get(),
        minute.refreshed.get(),
        counts.inFlight.get(),
        counts.waiting.get(),
        counts.open.get(),
        (double) minute.started.get() / seconds,
        minute.lateness.micros(0.5),
        minute.lateness.micros(0.99),
        minute.lateness.micros(1),
        Arrays.stream(Unused.values()).collect(Collectors.toMap(Unused::word, minute::unused)));
  }
}
