package io.tidegate.standalone.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The policy files of a demo.
 *
 * @param minutes of the run
 * @param guard how far calls keep away from the edges of windows, in seconds
 * @param refresh the longest refresh, in seconds
 */
record PolicyText(int minutes, int guard, int refresh) {
  private static final DateTimeFormatter WINDOW = DateTimeFormatter.ofPattern("HHmm");
  private static final List<String> CALLS = List.of("accounts", "balances", "deposits", "cards");

  /** Of a demo of that many minutes. */
  PolicyText(int minutes) {
    this(minutes, 2, 30);
  }

  /** How long it may take from the import to the begin of the run. */
  static final Duration PREPARATION = Duration.ofMinutes(2);

  /** The file before the run: shut, so that nobody is called while users are imported. */
  String shut(Actor actor, Instant now) {
    return text(actor, window(now.plus(Duration.ofHours(11)), now.plus(Duration.ofHours(12))));
  }

  /** The file of the run. */
  String run(Actor actor, Instant begin) {
    Instant middle = begin.plus(Duration.ofMinutes(Hours.middle(minutes)));
    Instant end = begin.plus(Duration.ofMinutes(minutes));
    Instant longBefore = begin.minus(Duration.ofHours(2));
    return switch (actor.hours()) {
      case OPEN -> text(actor, window(longBefore, end));
      case OPENING -> text(actor, window(middle, end));
      case CLOSING -> text(actor, window(longBefore, middle));
      case CLOSED -> text(actor, window(longBefore, begin.minus(Duration.ofHours(1))));
    };
  }

  private static String window(Instant from, Instant until) {
    return WINDOW.format(from.atOffset(ZoneOffset.UTC))
        + ":"
        + WINDOW.format(until.atOffset(ZoneOffset.UTC));
  }

  /**
   * Nobody is called twice in the run; the ring goes round in the run and the time before it, since
   * a round begins with the import.
   */
  private String text(Actor actor, String window) {
    return """
    # Written by 'tidegate demo'; %s.
    code: %s
    name: %s
    zone: UTC
    windows: ["%s"]
    edge-guard: %ds
    cycle: %s
    quota:
      - {scope: call, times: 1, per: rolling, length: %s, counts: successes}
    limits:
      - {calls: %d, per: second}
      - {calls: %d, per: clock-minute}
    max-in-flight: %d
    lanes: %d
    ramp-minutes: 0
    endpoints: [{url: "http://127.0.0.1:%d"}]
    timeout: {connect: 2s, response: %ds, refresh: %ds}
    headers: {x-api-type: scheduled, x-api-tran-id: "{tran-id}"}
    responses:
      code: rsp_code
      classes:
        "200/00000": success
        "200/00001": unchanged
        "403/40302": throttled
        "429/42901": quota
        "500/50008": maintenance
        "500/50009": outside-window
    retry: {attempts: 4, first: 5s, factor: 2, longest: 30s}
    calls:
    %s\
    """
        .formatted(
            actor.hours().words(),
            actor.code(),
            actor.name(),
            window,
            guard,
            Duration.ofMinutes(minutes).plus(PREPARATION),
            Duration.ofMinutes(minutes),
            actor.perSecond(minutes),
            actor.perMinute(minutes),
            actor.maxInFlight(minutes),
            actor.lanes(minutes),
            actor.port(),
            refresh / 3,
            refresh,
            calls(actor.calls()));
  }

  private static String calls(int count) {
    var text = new StringBuilder();
    for (String call : CALLS.subList(0, count)) {
      text.append(
          """
            - name: %1$s
              get: "/v1/%1$s?org_code={institution}&user={user}&search_timestamp={since}"
          """
              .formatted(call));
    }
    return text.toString();
  }
}
