package io.tidegate.planning;

import io.tidegate.policy.Policy;
import io.tidegate.policy.Tickets;

/**
 * On what terms an institution is planned now.
 *
 * @param policy the policy that holds
 * @param callsPerRefresh mean calls of a refresh, as measured; above 0
 * @param rateFactor by how much the institution has asked us to slow down: above 0, at most 1
 */
public record Terms(Policy policy, double callsPerRefresh, double rateFactor) {

  public Terms {
    if (!(callsPerRefresh > 0) || !Double.isFinite(callsPerRefresh)) {
      throw new IllegalArgumentException(
          "calls per refresh must be above 0, but are " + callsPerRefresh);
    }
    if (!(rateFactor > 0 && rateFactor <= 1)) {
      throw new IllegalArgumentException(
          "the rate factor must be above 0 and at most 1, but is " + rateFactor);
    }
  }

  /** Before anything was measured: the policy's own number of calls, at the whole rate. */
  public static Terms of(Policy policy) {
    return new Terms(policy, policy.callsPerRefresh().expected(), 1);
  }

  public Tickets tickets() {
    return policy.tickets(callsPerRefresh).slowed(rateFactor);
  }
}
