package io.tidegate.worker.pipeline;

import io.tidegate.worker.call.Endpoints;
import io.tidegate.worker.call.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * How a lane reaches its institution: the terms in force, the connections to its endpoints, and the
 * limits that are narrower than the lane's tickets. I/O thread only.
 */
final class Reach {
  private final int lane;
  private final int lanes;
  private final Function<Terms, Endpoints> connector;
  private final LongSupplier now;
  private final List<Endpoints> former = new ArrayList<>();
  private Terms terms;
  private Endpoints endpoints;
  private NarrowLimits limits;
  private int share;
  private long responseTimeout;

  /**
   * Without a connection yet.
   *
   * @param connector makes a policy's endpoints
   */
  Reach(Terms terms, int lane, int lanes, Function<Terms, Endpoints> connector, LongSupplier now) {
    this.lane = lane;
    this.lanes = lanes;
    this.connector = connector;
    this.now = now;
    this.terms = terms;
    this.endpoints = connector.apply(terms);
    this.limits = new NarrowLimits(terms, endpoints, lane, lanes, now);
    measure();
  }

  private void measure() {
    share = Math.max(1, terms.policy().maxInFlight() / lanes);
    responseTimeout = terms.policy().timeouts().response().toNanos();
  }

  /** These terms are in force from now on; calls in flight end under theirs. */
  void use(Terms newTerms) {
    if (newTerms == terms) {
      return;
    }
    boolean sameWay =
        newTerms.policy().access().equals(terms.policy().access())
            && newTerms.policy().maxInFlight() == terms.policy().maxInFlight();
    boolean samePace = newTerms.policy().pace().equals(terms.policy().pace());
    terms = newTerms;
    if (!sameWay) {
      former.add(endpoints);
      endpoints = connector.apply(newTerms);
    }
    if (!sameWay || !samePace || limits.calls() != newTerms.calls()) {
      limits = new NarrowLimits(newTerms, endpoints, lane, lanes, now);
      measure();
    }
  }

  Terms terms() {
    return terms;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  NarrowLimits limits() {
    return limits;
  }

  /** Calls that the lane may have in flight, at least 1. */
  int share() {
    return share;
  }

  /** Nanoseconds. */
  long responseTimeout() {
    return responseTimeout;
  }

  /** Closes what nobody needs any more. */
  void tidy() {
    endpoints.closeIdle();
    former.removeIf(
        old -> {
          if (old.isQuiet()) {
            old.close();
          }
          return old.isQuiet();
        });
  }

  /** Closes all connections. */
  void close() {
    endpoints.close();
    former.forEach(Endpoints::close);
  }
}
