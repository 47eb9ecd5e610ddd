package io.tidegate.scheduler.tally;

import io.tidegate.scheduler.institution.Institution;
import io.tidegate.scheduler.institution.Institutions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Call statistics by REST. */
@RestController
@RequestMapping("/v1/statistics")
class StatisticsController {
  private static final Duration LONGEST = Duration.ofDays(31);

  private final CallStatistics statistics;
  private final Institutions institutions;
  private final Clock clock;

  /** Calls of one kind of an institution. */
  record Shown(String institution, CallStatistics.Line counts) {}

  StatisticsController(CallStatistics statistics, Institutions institutions, Clock clock) {
    this.statistics = statistics;
    this.institutions = institutions;
    this.clock = clock;
  }

  /**
   * What came of the calls that started in a stretch of whole minutes, by institution, call, call
   * class and response class.
   *
   * @param from the present minute by default
   * @param until a minute after {@code from} by default, at most 31 days after it
   * @param institution only this one
   */
  @GetMapping
  List<Shown> show(
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant until,
      @RequestParam(required = false) @Nullable String institution) {
    Instant begin = from == null ? clock.instant().truncatedTo(ChronoUnit.MINUTES) : from;
    Instant end = until == null ? begin.plusSeconds(60) : until;
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST) > 0) {
      throw new ErrorResponseException(
          HttpStatus.BAD_REQUEST,
          ProblemDetail.forStatusAndDetail(
              HttpStatus.BAD_REQUEST, "until must be after from, and at most 31 days after it"),
          null);
    }
    List<Shown> shown = new ArrayList<>();
    for (Institution one : institutions.inForce(clock.instant())) {
      if (institution == null || institution.equals(one.code())) {
        for (CallStatistics.Line line : statistics.between(one.id(), begin, end)) {
          shown.add(new Shown(one.code(), line));
        }
      }
    }
    return shown;
  }
}
