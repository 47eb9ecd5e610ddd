package io.tidegate.standalone.stage;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The policy files of a run.
 *
 * @param minutes of the run
 * @param guard how far calls keep away from the edges of windows, in seconds
 * @param refresh the longest refresh, in seconds
 * @param pace the part of their limits that institutions allow, above 0, at most 1
 */
public record PolicyText(int minutes, int guard, int refresh, double pace) {
  private static final DateTimeFormatter WINDOW = DateTimeFormatter.ofPattern("HHmm");

  /** Of a run of that many minutes. */
  public PolicyText(int minutes) {
    this(minutes, 2, 30, 1);
  }

  /** The same, with narrower limits. */
  public PolicyText slowedTo(double share) {
    return new PolicyText(minutes, guard, refresh, share);
  }

  /** How long it may take from the import to the begin of the run. */
  static final Duration PREPARATION = Duration.ofMinutes(2);

  /** The file before the run: shut, so that nobody is called while users are imported. */
  public String shut(Actor actor, Instant now) {
    return text(actor, window(now.plus(Duration.ofHours(11)), now.plus(Duration.ofHours(12))));
  }

  /** The file of the run. */
  public String run(Actor actor, Instant begin) {
    Instant turn = begin.plus(Duration.ofMinutes(Hours.turn(minutes)));
    Instant end = begin.plus(Duration.ofMinutes(minutes));
    Instant longBefore = begin.minus(Duration.ofHours(2));
    return switch (actor.hours()) {
      case FIRST_PASS -> text(actor, "America/New_York", "0000:0200");
      case OPEN -> text(actor, window(longBefore, end));
      case OPENING -> text(actor, window(turn, end));
      case CLOSING -> text(actor, window(longBefore, turn));
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
    return text(actor, "UTC", window);
  }

  private String text(Actor actor, String zone, String window) {
    return """
    # Written by 'tidegate' for a run; %s.
    code: %s
    name: %s
    zone: %s
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
            zone,
            window,
            guard,
            Duration.ofMinutes(minutes).plus(PREPARATION),
            Duration.ofMinutes(minutes),
            (int) Math.ceil(actor.perSecond(minutes) * pace),
            (int) Math.ceil(actor.perMinute(minutes) * pace),
            actor.maxInFlight(minutes),
            actor.lanes(minutes),
            actor.port(),
            refresh / 3,
            refresh,
            calls(actor));
  }

  private static String calls(Actor actor) {
    var text = new StringBuilder();
    for (String call : actor.callNames()) {
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
