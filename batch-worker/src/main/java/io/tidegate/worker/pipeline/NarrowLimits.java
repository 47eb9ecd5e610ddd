package io.tidegate.worker.pipeline;

import io.tidegate.policy.RateLimit;
import io.tidegate.worker.call.Balancer;
import io.tidegate.worker.call.Endpoints;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.call.Terms;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The limits of single endpoints and calls, counted inside a lane at its part of them. The
 * institution's own limits are the tickets'; a consent's are its refresh's.
 */
final class NarrowLimits implements Balancer.Candidates {
  private final Endpoints endpoints;
  private final LongSupplier now;
  private final @Nullable Spacing[] ofEndpoint;
  private final @Nullable Spacing[] ofCall;

  /**
   * Limits under which nothing has started yet.
   *
   * @param lane from 0
   * @param lanes of the institution
   */
  NarrowLimits(Terms terms, Endpoints endpoints, int lane, int lanes, LongSupplier now) {
    this.endpoints = endpoints;
    this.now = now;
    this.ofEndpoint = new Spacing[endpoints.size()];
    this.ofCall = new Spacing[terms.calls()];
    for (RateLimit limit : terms.policy().limits()) {
      long window = limit.window(terms.policy().pace().allowance()).toNanos();
      int part = Spacing.part(limit.calls(), lane, lanes);
      switch (limit.scope()) {
        case ENDPOINT -> {
          for (int i = 0; i < ofEndpoint.length; i++) {
            ofEndpoint[i] = Spacing.both(ofEndpoint[i], part, window);
          }
        }
        case CALL -> {
          for (int i = 0; i < ofCall.length; i++) {
            if (limit.call() == null || limit.call().equals(terms.callName(i))) {
              ofCall[i] = Spacing.both(ofCall[i], part, window);
            }
          }
        }
        case CONSENT, INSTITUTION -> {} // the refresh's own, and the tickets'
      }
    }
  }

  /** Number of different calls that they were made for. */
  int calls() {
    return ofCall.length;
  }

  /** Whether a call may start now, as far as its own limit goes. */
  boolean admit(int call, long now) {
    Spacing spacing = call < ofCall.length ? ofCall[call] : null;
    return spacing == null || spacing.allows(now);
  }

  void started(Exchange exchange) {
    count(ofCall[exchange.callIndex()], exchange.startedAt());
    count(ofEndpoint[exchange.endpoint()], exchange.startedAt());
  }

  private static void count(@Nullable Spacing spacing, long at) {
    if (spacing != null) {
      spacing.started(at);
    }
  }

  @Override
  public boolean canTake(int endpoint) {
    Spacing spacing = ofEndpoint[endpoint];
    return endpoints.canTake(endpoint) && (spacing == null || spacing.allows(now.getAsLong()));
  }

  @Override
  public int inFlight(int endpoint) {
    return endpoints.inFlight(endpoint);
  }
}
