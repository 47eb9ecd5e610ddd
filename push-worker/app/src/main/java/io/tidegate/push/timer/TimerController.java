package io.tidegate.push.timer;

import io.tidegate.push.preview.LinkPreviews;
import io.tidegate.push.request.Body;
import io.tidegate.push.request.Ids;
import io.tidegate.push.request.Problems;
import io.tidegate.push.request.RequestSettings;
import io.tidegate.push.request.Versions;
import io.tidegate.recurrence.Recurrence;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A user's timers by REST. */
@RestController
@RequestMapping("/v1/users/{user}/timers")
class TimerController {
  private final Timers timers;
  private final TimerSettings settings;
  private final RequestSettings requests;
  private final LinkPreviews previews;

  TimerController(
      Timers timers, TimerSettings settings, RequestSettings requests, LinkPreviews previews) {
    this.timers = timers;
    this.settings = settings;
    this.requests = requests;
    this.previews = previews;
  }

  /**
   * A timer.
   *
   * @param rrule with UNTIL where COUNT was asked for; null for once
   * @param nextOccurrence null if it does not fall due any more, or is not enabled
   * @param setAside why it cannot be computed, or null
   */
  record Shown(
      UUID id,
      int version,
      String title,
      String body,
      @Nullable String link,
      Map<String, String> data,
      @Nullable LocalDateTime start,
      @Nullable String zone,
      @Nullable String rrule,
      boolean enabled,
      int ttlSeconds,
      @Nullable String collapseKey,
      @Nullable Instant nextOccurrence,
      @Nullable String setAside,
      Instant createdAt,
      Instant changedAt) {
    static Shown of(Timer timer, Instant now) {
      Recurrence recurrence = timer.recurrence();
      return new Shown(
          timer.id(),
          timer.version(),
          timer.title(),
          timer.body(),
          timer.link(),
          timer.data(),
          recurrence == null ? null : recurrence.start(),
          recurrence == null ? null : recurrence.zone().getId(),
          recurrence == null || recurrence.dates().isOnce() ? null : recurrence.rrule(),
          timer.enabled(),
          timer.ttlSeconds(),
          timer.collapseKey(),
          timer.next(now),
          timer.setAside(),
          timer.createdAt(),
          timer.changedAt());
    }
  }

  @PostMapping(consumes = "application/json")
  ResponseEntity<Shown> create(
      @PathVariable String user,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request)
      throws IOException {
    Body body = Body.read("timer", request.getInputStream(), requests);
    NewTimer wanted = NewTimer.read(body.fields(), settings);
    UUID id = timers.create(user, wanted, key, body.digest());
    expect(wanted);
    Timer timer =
        timers
            .find(user, id)
            .orElseThrow(
                () ->
                    Problems.problem(
                        HttpStatus.CONFLICT,
                        "the timer created under this Idempotency-Key is there no more"));
    return shown(
        ResponseEntity.created(URI.create("/v1/users/" + user + "/timers/" + id)),
        timer,
        timers.now().truncatedTo(ChronoUnit.MINUTES));
  }

  @GetMapping
  List<Shown> list(@PathVariable String user) {
    Instant now = timers.now();
    return timers.of(user).stream().map(timer -> Shown.of(timer, now)).toList();
  }

  @GetMapping("/{id}")
  ResponseEntity<Shown> show(@PathVariable String user, @PathVariable String id) {
    return shown(ResponseEntity.ok(), find(user, id), timers.now());
  }

  @PutMapping(path = "/{id}", consumes = "application/json")
  ResponseEntity<Shown> change(
      @PathVariable String user,
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      HttpServletRequest request)
      throws IOException {
    UUID timer = Ids.read(id).orElseThrow(Timers::none);
    int version = Versions.required(ifMatch);
    Body body = Body.read("timer", request.getInputStream(), requests);
    NewTimer wanted = NewTimer.read(body.fields(), settings);
    timers.change(user, timer, version, wanted);
    expect(wanted);
    Timer changed = find(user, id);
    return shown(ResponseEntity.ok(), changed, changed.holdsFrom());
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(
      @PathVariable String user,
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    UUID timer = Ids.read(id).orElseThrow(Timers::none);
    if (!timers.remove(user, timer, ifMatch == null ? null : Versions.required(ifMatch))) {
      throw Timers.none();
    }
  }

  /** By the time it falls due, what its link shows is known. */
  private void expect(NewTimer wanted) {
    if (wanted.link() != null && wanted.enabled()) {
      previews.expect(wanted.link());
    }
  }

  private Timer find(String user, String id) {
    return Ids.read(id).flatMap(uuid -> timers.find(user, uuid)).orElseThrow(Timers::none);
  }

  private static ResponseEntity<Shown> shown(
      ResponseEntity.BodyBuilder answer, Timer timer, Instant from) {
    return answer.eTag(Versions.tag(timer.version())).body(Shown.of(timer, from));
  }
}
