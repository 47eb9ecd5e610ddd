package io.tidegate.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is agreed with one institution: file over preset over default.
 *
 * @param code unique; upper-case letters, digits, underscore, 1 to 32
 * @param name for people
 * @param preset the preset it builds on; null for none
 * @param hours when calls may start
 * @param frequency how often
 * @param pace how fast
 * @param access where and how
 * @param calls what one refresh is, in order, at least one
 * @param callsPerRefresh how many calls that makes
 * @param answers what is made of answers
 */
public record Policy(
    String code,
    String name,
    @Nullable String preset,
    Hours hours,
    Frequency frequency,
    Pace pace,
    Access access,
    List<CallSpec> calls,
    CallsPerRefresh callsPerRefresh,
    Answers answers) {

  public Policy {
    calls = List.copyOf(calls);
    if (calls.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one call, but there is none");
    }
  }

  public ZoneId zone() {
    return hours.zone();
  }

  public CallWindows windows() {
    return hours.windows();
  }

  public List<Closure> closed() {
    return hours.closed();
  }

  public Duration cycle() {
    return frequency.cycle();
  }

  public List<Quota> quotas() {
    return frequency.quotas();
  }

  public Duration accessWithin() {
    return frequency.accessWithin();
  }

  public List<RateLimit> limits() {
    return pace.limits();
  }

  public int maxInFlight() {
    return pace.maxInFlight();
  }

  public int lanes() {
    return pace.lanes();
  }

  public List<Endpoint> endpoints() {
    return access.endpoints();
  }

  public Balance balance() {
    return access.balance();
  }

  public Timeouts timeouts() {
    return access.timeouts();
  }

  public Map<String, Template> headers() {
    return access.headers();
  }

  public Auth auth() {
    return access.auth();
  }

  public @Nullable String tls() {
    return access.tls();
  }

  public ResponseClasses responses() {
    return answers.classes();
  }

  public boolean bodies() {
    return answers.bodies();
  }

  public RetryRule retry() {
    return answers.retry();
  }

  /** The tickets that the limits allow, with the policy's own number of calls per refresh. */
  public Tickets tickets() {
    return tickets(callsPerRefresh.expected());
  }

  /**
   * The tickets that the limits allow: those of scope institution as a law, narrower ones as far as
   * they bound all calls together.
   *
   * @param callsPerRefresh mean calls of a refresh, as measured; above 0
   */
  public Tickets tickets(double callsPerRefresh) {
    return pace.tickets().under(limits(), pace.allowance(), mix(callsPerRefresh));
  }

  /** The limit that binds: of all, the one that leaves the fewest {@link #tickets()}. */
  public RateLimit bindingLimit() {
    CallMix mix = mix(callsPerRefresh.expected());
    return Collections.max(
        limits(),
        Comparator.comparingDouble(limit -> Tickets.nanosPerCall(limit, pace.allowance(), mix)));
  }

  private CallMix mix(double callsPerRefresh) {
    return new CallMix(calls, callsPerRefresh, endpoints(), balance());
  }

  public Round round() {
    return Round.of(this);
  }

  /**
   * The stretches between two instants in which calls may start: windows less closures, less the
   * guard at every edge of a window, of a closure and of a calendar quota's period. The two
   * instants themselves are no edges.
   */
  public List<Span> openSpans(Instant from, Instant until) {
    Duration guard = hours.guard();
    List<Span> open = new ArrayList<>();
    for (Span stretch : hours.open(from.minus(guard), until.plus(guard))) {
      for (Span part : cutAtPeriods(stretch)) {
        Instant begin = later(part.from().plus(guard), from);
        Instant end = earlier(part.until().minus(guard), until);
        if (begin.isBefore(end)) {
          open.add(new Span(begin, end));
        }
      }
    }
    return List.copyOf(open);
  }

  /** The part of a minute in which calls may start: one stretch, as edges are at whole minutes. */
  public Optional<Span> openIn(Instant minute) {
    return openSpans(minute, minute.plusSeconds(60)).stream().findFirst();
  }

  private List<Span> cutAtPeriods(Span stretch) {
    List<Span> parts = List.of(stretch);
    for (Quota quota : quotas()) {
      if (quota.per() instanceof Quota.Calendar period) {
        parts = parts.stream().flatMap(part -> cut(part, period).stream()).toList();
      }
    }
    return parts;
  }

  private List<Span> cut(Span stretch, Quota.Calendar period) {
    List<Span> parts = new ArrayList<>();
    Instant begin = stretch.from();
    while (begin.isBefore(stretch.until())) {
      Instant end = earlier(period.next(begin, zone()), stretch.until());
      parts.add(new Span(begin, end));
      begin = end;
    }
    return parts;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }
}
