package io.tidegate.worker.call;

import io.tidegate.policy.Balance;
import java.util.random.RandomGenerator;

/** Chooses the endpoint of the next call among those that can take it. One thread only. */
public final class Balancer {
  private final Balance balance;
  private final int[] weights;
  private final int[] credits;
  private final RandomGenerator random;
  private int last = -1;

  /** Tells of an endpoint what the choice depends on. */
  public interface Candidates {
    /** Whether the endpoint can take a call right now. */
    boolean canTake(int endpoint);

    /** Its calls in flight. */
    int inFlight(int endpoint);
  }

  Balancer(Balance balance, int[] weights, RandomGenerator random) {
    this.balance = balance;
    this.weights = weights.clone();
    this.credits = new int[weights.length];
    this.random = random;
  }

  /** Index of the endpoint; -1 if none can take a call. */
  int choose(Candidates candidates) {
    int chosen =
        switch (balance) {
          case ROUND_ROBIN -> roundRobin(candidates);
          case RANDOM -> random(candidates);
          case LEAST_IN_FLIGHT -> leastInFlight(candidates);
          case WEIGHTED -> weighted(candidates);
        };
    if (chosen >= 0) {
      last = chosen;
    }
    return chosen;
  }

  private int roundRobin(Candidates candidates) {
    for (int i = 1; i <= weights.length; i++) {
      int endpoint = (last + i) % weights.length;
      if (candidates.canTake(endpoint)) {
        return endpoint;
      }
    }
    return -1;
  }

  private int random(Candidates candidates) {
    int able = 0;
    int chosen = -1;
    for (int endpoint = 0; endpoint < weights.length; endpoint++) {
      if (candidates.canTake(endpoint) && random.nextInt(++able) == 0) {
        chosen = endpoint;
      }
    }
    return chosen;
  }

  /** Equals take turns, so that an idle institution's calls do not all go to its first endpoint. */
  private int leastInFlight(Candidates candidates) {
    int chosen = -1;
    for (int i = 1; i <= weights.length; i++) {
      int endpoint = (last + i) % weights.length;
      if (candidates.canTake(endpoint)
          && (chosen < 0 || candidates.inFlight(endpoint) < candidates.inFlight(chosen))) {
        chosen = endpoint;
      }
    }
    return chosen;
  }

  /** Smooth weighted round robin: each gets its share, and no burst of it. */
  private int weighted(Candidates candidates) {
    int total = 0;
    int chosen = -1;
    for (int endpoint = 0; endpoint < weights.length; endpoint++) {
      if (candidates.canTake(endpoint)) {
        total += weights[endpoint];
        credits[endpoint] += weights[endpoint];
        if (chosen < 0 || credits[endpoint] > credits[chosen]) {
          chosen = endpoint;
        }
      }
    }
    if (chosen >= 0) {
      credits[chosen] -= total;
    }
    return chosen;
  }
}
