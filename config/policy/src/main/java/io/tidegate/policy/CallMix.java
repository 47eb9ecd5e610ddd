package io.tidegate.policy;

import java.util.List;

/**
 * How an institution's calls are spread over the counters of limits that are narrower than it.
 *
 * <p>The tickets count all calls alike. If a limit of 500 a minute holds for one of two calls,
 * 1,000 tickets a minute use it up; more would only make refreshes wait in memory, and plans
 * promise what cannot be kept. The share of a call is taken from the mean calls of a refresh: a
 * call that is made once has {@code 1 / mean}, those made for each object share the rest alike.
 *
 * @param calls the calls of a refresh
 * @param mean how many calls a refresh makes, above 0
 * @param endpoints where they go
 * @param balance how they are spread over the endpoints
 */
record CallMix(List<CallSpec> calls, double mean, List<Endpoint> endpoints, Balance balance) {

  /**
   * The largest part of all calls that one counter of a limit sees, 0 to 1; 0 for a limit per
   * consent, which slows single refreshes and not the institution.
   */
  double share(RateLimit limit) {
    return switch (limit.scope()) {
      case INSTITUTION -> 1;
      case CONSENT -> 0;
      case ENDPOINT -> shareOfEndpoint();
      case CALL ->
          calls.stream()
              .filter(call -> limit.call() == null || call.name().equals(limit.call()))
              .mapToDouble(this::shareOfCall)
              .max()
              .orElse(0);
    };
  }

  private double shareOfCall(CallSpec call) {
    long once = calls.stream().filter(each -> each.forEach() == null).count();
    double perRefresh =
        call.forEach() == null ? 1 : Math.max(0, mean - once) / (calls.size() - once);
    return Math.min(1, perRefresh / mean);
  }

  private double shareOfEndpoint() {
    double all = endpoints.stream().mapToInt(Endpoint::weight).sum();
    return balance == Balance.WEIGHTED
        ? endpoints.stream().mapToInt(Endpoint::weight).max().orElse(1) / all
        : 1.0 / endpoints.size();
  }
}
