package io.tidegate.scheduler.traffic;

import io.tidegate.planning.traffic.BadRow;
import io.tidegate.planning.traffic.TrafficCsv;
import io.tidegate.planning.traffic.TrafficReading;
import io.tidegate.scheduler.institution.Institutions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** User traffic by REST: files in, slots out. */
@RestController
@RequestMapping("/v1/traffic")
class TrafficController {
  private static final int ERRORS_SHOWN = 50;
  private static final Duration LONGEST = Duration.ofDays(32);

  private final TrafficSlots slots;
  private final Profiles profiles;
  private final Institutions institutions;
  private final Clock clock;

  /** What an import did. */
  record Imported(String institution, int rows, int slots, Instant from, Instant until) {}

  TrafficController(TrafficSlots slots, Profiles profiles, Institutions institutions, Clock clock) {
    this.slots = slots;
    this.profiles = profiles;
    this.institutions = institutions;
    this.clock = clock;
  }

  /**
   * Takes a CSV file ({@code timestamp,count}) whole or not at all; in the place of what files said
   * of the same time before.
   *
   * @param zone of local times; without it that of the institution, UTC for {@code default}
   */
  @PostMapping(path = "/{institution}", consumes = "text/csv")
  Imported take(
      @PathVariable String institution,
      @RequestParam(required = false) @Nullable String zone,
      InputStream body)
      throws IOException {
    ZoneId local = zone == null ? zoneOf(institution) : parse(zone);
    if (zone != null) {
      zoneOf(institution);
    }
    TrafficCsv.Content content = read(body, local);
    if (!content.errors().isEmpty()) {
      throw refused(content.errors());
    }
    Instant now = clock.instant();
    int count = slots.replaceFile(institution, content.readings(), now);
    profiles.learn(
        institutions.inForce(now.truncatedTo(ChronoUnit.MINUTES)), now, Duration.ofSeconds(20));
    return new Imported(
        institution,
        content.readings().size(),
        count,
        content.readings().getFirst().from(),
        content.readings().getLast().until());
  }

  /** One file at a time: each takes its memory. */
  private synchronized TrafficCsv.Content read(InputStream body, ZoneId local) throws IOException {
    return TrafficCsv.read(body, local);
  }

  /** What is known of an institution's users between two instants, in slots of ten minutes. */
  @GetMapping("/{institution}")
  List<TrafficReading> show(
      @PathVariable String institution, @RequestParam Instant from, @RequestParam Instant until) {
    zoneOf(institution);
    if (Duration.between(from, until).compareTo(LONGEST) > 0) {
      throw problem(HttpStatus.BAD_REQUEST, "from and until are at most 32 days apart");
    }
    return slots.between(institution, from, until);
  }

  private ZoneId zoneOf(String institution) {
    if (institution.equals(TrafficSlots.DEFAULT)) {
      return ZoneOffset.UTC;
    }
    return institutions
        .inForce(clock.instant(), institution)
        .orElseThrow(() -> problem(HttpStatus.NOT_FOUND, "there is no institution " + institution))
        .zone();
  }

  private static ZoneId parse(String zone) {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw problem(HttpStatus.BAD_REQUEST, "zone must be one such as Asia/Seoul, but is " + zone);
    }
  }

  private static ErrorResponseException refused(List<BadRow> errors) {
    ProblemDetail detail =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.UNPROCESSABLE_CONTENT,
            errors.size() + " errors, nothing was taken over; first: " + errors.getFirst());
    detail.setTitle("Traffic file refused");
    detail.setProperty("errorCount", errors.size());
    detail.setProperty("errors", errors.stream().limit(ERRORS_SHOWN).toList());
    return new ErrorResponseException(HttpStatus.UNPROCESSABLE_CONTENT, detail, null);
  }

  private static ErrorResponseException problem(HttpStatus status, String sentence) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, sentence), null);
  }
}
