package io.tidegate.simulator;

import io.tidegate.policy.Policy;
import java.util.List;

/** Lets calls pass that the institution's rules allow, as the institution sees them. */
final class Gate {

  /** Why a call does not pass. */
  enum Refusal {
    NONE,
    WINDOW,
    QUOTA,
    LIMIT,
    IN_FLIGHT
  }

  private final OpenHours hours;
  private final RateGates rates;
  private final List<QuotaBook> quotas;
  private final int maxInFlight;
  private long wait;

  Gate(Policy policy) {
    this.hours = new OpenHours(policy);
    this.rates = new RateGates(policy.limits());
    this.quotas = QuotaBook.of(policy.quotas(), policy.zone(), policy.calls().getFirst().name());
    this.maxInFlight = policy.maxInFlight();
  }

  /**
   * Asks every rule; only a call that passes all uses a limit or a quota up.
   *
   * @param user empty if the call does not say whose it is: then no quota can be kept
   * @param key of (user, call, object)
   * @param first whether it is the call's first page
   * @param byUser whether a user waits for it: then only rates hold
   * @param inFlight calls without an answer, this one included
   */
  Refusal admit(
      long micros,
      int endpoint,
      String call,
      String user,
      long key,
      boolean first,
      boolean byUser,
      int inFlight) {
    if (!byUser && !hours.open(micros)) {
      return Refusal.WINDOW;
    }
    boolean begins = first && !byUser && !user.isEmpty();
    if (begins && !allowed(key, call, micros)) {
      return Refusal.QUOTA;
    }
    if (inFlight > maxInFlight) {
      return Refusal.IN_FLIGHT;
    }
    wait = rates.admit(micros, endpoint, call, user);
    if (wait > 0) {
      return Refusal.LIMIT;
    }
    if (begins) {
      for (QuotaBook quota : quotas) {
        quota.began(key, call, micros);
      }
    }
    return Refusal.NONE;
  }

  private boolean allowed(long key, String call, long micros) {
    for (QuotaBook quota : quotas) {
      if (!quota.allows(key, call, micros)) {
        return false;
      }
    }
    return true;
  }

  /** Seconds after which the limit that refused the last call has room again, at least 1. */
  long retryAfterSeconds() {
    return Math.max(1, (wait + 999_999) / 1_000_000);
  }

  void succeeded(long key, String call, long micros) {
    for (QuotaBook quota : quotas) {
      quota.succeeded(key, call, micros);
    }
  }
}
