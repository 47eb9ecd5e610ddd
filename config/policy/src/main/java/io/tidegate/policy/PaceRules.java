package io.tidegate.policy;

import io.tidegate.policy.yaml.Block;
import io.tidegate.policy.yaml.Findings;
import io.tidegate.policy.yaml.Key;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What must hold between limits, lanes and addresses. */
final class PaceRules {

  private static final double TICKETS_PER_LANE = 50;
  private static final int IN_FLIGHT_PER_LANE = 10;

  private PaceRules() {}

  static void check(Block block, Findings findings) {
    Optional<Tickets> tickets = tickets(block, findings);
    tickets.ifPresent(t -> checkRate(t, block, findings));
    block
        .find(PaceKeys.LANES)
        .filter(lanes -> lanes > 1)
        .ifPresent(
            lanes -> {
              tickets.ifPresent(t -> checkTicketsPerLane(t, lanes, block, findings));
              checkInFlightPerLane(lanes, block, findings);
              checkNarrowLimits(lanes, block, findings);
            });
    checkAddresses(block, findings);
  }

  private static Optional<Tickets> tickets(Block block, Findings findings) {
    Optional<List<RateLimit>> limits = block.find(PaceKeys.LIMITS);
    Optional<Duration> allowance = block.find(PaceKeys.ALLOWANCE);
    if (limits.isEmpty() || allowance.isEmpty()) {
      return Optional.empty();
    }
    if (limits.get().stream().noneMatch(limit -> limit.scope() == RateLimit.Scope.INSTITUTION)) {
      findings.error(
          block.line(PaceKeys.LIMITS),
          block.path(PaceKeys.LIMITS),
          "only limits of narrower scopes",
          "at least one limit of scope institution");
      return Optional.empty();
    }
    Tickets tickets = Tickets.of(limits.get(), allowance.get());
    Optional<Tickets> left =
        mix(block).map(mix -> tickets.under(limits.get(), allowance.get(), mix));
    return Optional.of(left.orElse(tickets));
  }

  private static Optional<CallMix> mix(Block block) {
    if (block.find(CallKeys.CALLS).isEmpty()
        || block.find(CallKeys.CALLS_PER_REFRESH).isEmpty()
        || block.find(AccessKeys.ENDPOINTS).isEmpty()
        || block.find(AccessKeys.BALANCE).isEmpty()) {
      return Optional.empty();
    }
    int calls = block.get(CallKeys.CALLS).size();
    return Optional.of(
        new CallMix(
            block.get(CallKeys.CALLS),
            block.get(CallKeys.CALLS_PER_REFRESH).expected().orElse((double) calls),
            block.get(AccessKeys.ENDPOINTS),
            block.get(AccessKeys.BALANCE)));
  }

  private static void checkRate(Tickets tickets, Block block, Findings findings) {
    if (tickets.perMinute() < 1) {
      findings.error(
          block.line(PaceKeys.LIMITS),
          block.path(PaceKeys.LIMITS),
          "one call in %.0f s".formatted(tickets.intervalNanos() / 1e9),
          "limits that let at least one call start a minute");
    }
    if (tickets.perSecond() > 1e6) {
      findings.error(
          block.line(PaceKeys.LIMITS),
          block.path(PaceKeys.LIMITS),
          "%.0f calls a second".formatted(tickets.perSecond()),
          "at most 1000000 calls a second at one institution");
    }
  }

  private static void checkTicketsPerLane(
      Tickets tickets, int lanes, Block block, Findings findings) {
    double each = tickets.perSecond() / lanes;
    if (each < TICKETS_PER_LANE) {
      findings.error(
          block.line(PaceKeys.LANES),
          block.path(PaceKeys.LANES),
          String.format(Locale.ROOT, "%d lanes with %.1f tickets a second each", lanes, each),
          "at most %d: a lane needs %.0f tickets a second"
              .formatted(
                  Math.max(1, (int) (tickets.perSecond() / TICKETS_PER_LANE)), TICKETS_PER_LANE));
    }
  }

  private static void checkInFlightPerLane(int lanes, Block block, Findings findings) {
    block
        .find(PaceKeys.MAX_IN_FLIGHT)
        .filter(inFlight -> inFlight / lanes < IN_FLIGHT_PER_LANE)
        .ifPresent(
            inFlight ->
                findings.error(
                    block.line(PaceKeys.LANES),
                    block.path(PaceKeys.LANES),
                    "%d lanes with %d calls in flight each".formatted(lanes, inFlight / lanes),
                    "at most %d: a lane needs %d calls in flight"
                        .formatted(
                            Math.max(1, inFlight / IN_FLIGHT_PER_LANE), IN_FLIGHT_PER_LANE)));
  }

  private static void checkNarrowLimits(int lanes, Block block, Findings findings) {
    List<RateLimit> limits = block.find(PaceKeys.LIMITS).orElse(List.of());
    for (int i = 0; i < limits.size(); i++) {
      RateLimit limit = limits.get(i);
      if (limit.scope() != RateLimit.Scope.INSTITUTION && limit.share(lanes) < 1) {
        findings.error(
            block.line(PaceKeys.LIMITS),
            block.path(PaceKeys.LIMITS) + "[" + i + "].calls",
            Integer.toString(limit.calls()),
            "at least %d, one for each lane".formatted(lanes));
      }
    }
  }

  private static void checkAddresses(Block block, Findings findings) {
    List<Endpoint> endpoints = block.find(AccessKeys.ENDPOINTS).orElse(List.of());
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint endpoint = endpoints.get(i);
      String path = block.path(AccessKeys.ENDPOINTS) + "[" + i + "]";
      boolean https = "https".equals(endpoint.url().getScheme());
      if (endpoints.subList(0, i).stream().anyMatch(e -> e.url().equals(endpoint.url()))) {
        error(
            AccessKeys.ENDPOINTS,
            path,
            endpoint.url() + " again",
            "each address once, with a weight",
            block,
            findings);
      }
      if (!https && block.find(AccessKeys.TLS).isPresent()) {
        error(
            AccessKeys.ENDPOINTS,
            path,
            endpoint.url() + " with tls",
            "an https address, as tls names a bundle",
            block,
            findings);
      }
      boolean token = block.find(AccessKeys.AUTH).filter(auth -> auth == Auth.BEARER).isPresent();
      if (!https && token && !isLoopback(endpoint)) {
        findings.warning(
            block.line(AccessKeys.ENDPOINTS),
            path,
            endpoint.url() + " with auth: bearer",
            "https, else tokens cross the network in clear text");
      }
    }
  }

  private static void error(
      Key<?> key, String path, String found, String allowed, Block block, Findings findings) {
    int line =
        block.node(key).orElse(null) instanceof io.tidegate.policy.yaml.Yaml.Listing list
            ? list.items().get(Integer.parseInt(path.replaceAll("\\D", ""))).line()
            : block.line(key);
    findings.error(line, path, found, allowed);
  }

  private static boolean isLoopback(Endpoint endpoint) {
    String host = endpoint.url().getHost();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }
}
