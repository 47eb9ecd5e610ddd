package io.tidegate.scheduler.plan;

import io.tidegate.scheduler.institution.Institution;
import io.tidegate.scheduler.institution.Institutions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Plans by REST. */
@RestController
@RequestMapping("/v1/plans")
class PlansController {
  private static final int MOST_DAYS = 31;

  private final Shows shows;
  private final PlannedMinutes minutes;
  private final Institutions institutions;
  private final Clock clock;

  /** A minute's plan of one institution. */
  record MinuteShown(
      String institution,
      Instant minute,
      Instant openFrom,
      Instant openUntil,
      int policyVersion,
      long ticketIntervalNanos,
      int spanSeconds,
      int users,
      List<Integer> lanes) {}

  PlansController(Shows shows, PlannedMinutes minutes, Institutions institutions, Clock clock) {
    this.shows = shows;
    this.minutes = minutes;
    this.institutions = institutions;
    this.clock = clock;
  }

  /** How the present day of each institution stands, and whether its promise can be kept. */
  @GetMapping
  List<TodayShown> today() {
    return shows.today(clock.instant());
  }

  /** Which institutions can keep their promise, and what would help those that cannot. */
  @GetMapping("/promises")
  List<Shows.Promise> promises() {
    return shows.promises(clock.instant());
  }

  /** All stored plans of a minute; of the present one by default. */
  @GetMapping("/minutes")
  List<MinuteShown> minute(@RequestParam(required = false) @Nullable Instant minute) {
    Instant wanted = (minute == null ? clock.instant() : minute).truncatedTo(ChronoUnit.MINUTES);
    Map<Integer, String> codes =
        institutions.inForce(wanted).stream()
            .collect(Collectors.toMap(Institution::id, Institution::code));
    return minutes.of(wanted).stream()
        .filter(plan -> codes.containsKey(plan.institutionId()))
        .map(plan -> shown(plan, String.valueOf(codes.get(plan.institutionId()))))
        .toList();
  }

  /**
   * An institution's plan beside what was done.
   *
   * @param date first local day; today by default
   * @param days how many, 1 to 31
   */
  @GetMapping("/{institution}")
  PlanShown show(
      @PathVariable String institution,
      @RequestParam(required = false) @Nullable LocalDate date,
      @RequestParam(defaultValue = "1") int days) {
    if (days < 1 || days > MOST_DAYS) {
      throw problem(HttpStatus.BAD_REQUEST, "days must be 1 to 31, but is " + days);
    }
    Instant now = clock.instant();
    return institutions
        .inForce(now, institution)
        .map(one -> date == null ? now.atZone(one.zone()).toLocalDate() : date)
        .flatMap(first -> shows.show(institution, first, days, now))
        .orElseThrow(() -> problem(HttpStatus.NOT_FOUND, "there is no institution " + institution));
  }

  private static MinuteShown shown(PlannedMinute plan, String code) {
    return new MinuteShown(
        code,
        plan.minute(),
        plan.openFrom(),
        plan.openUntil(),
        plan.policyVersion(),
        plan.ticketIntervalNanos(),
        plan.spanSeconds(),
        plan.users(),
        plan.targets());
  }

  private static ErrorResponseException problem(HttpStatus status, String sentence) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, sentence), null);
  }
}
