package io.tidegate.policy;

import java.time.Duration;
import java.util.List;

/**
 * How fast.
 *
 * @param limits all of them hold; at least one is of scope institution
 * @param maxInFlight calls without an answer yet at one time, over all lanes
 * @param lanes into how many arcs the ring is cut
 * @param allowance S: by how much calls may be delayed differently on their way
 * @param ramp after a cold start
 */
public record Pace(
    List<RateLimit> limits, int maxInFlight, int lanes, Duration allowance, Ramp ramp) {

  public Pace {
    limits = List.copyOf(limits);
    if (lanes < 1 || lanes > 1024) {
      throw new IllegalArgumentException("lanes must be 1 to 1024, but is " + lanes);
    }
    if (maxInFlight < lanes) {
      throw new IllegalArgumentException(
          "max-in-flight must be at least the lanes (" + lanes + "), but is " + maxInFlight);
    }
  }

  /** The tickets that the limits of scope institution allow. */
  public Tickets tickets() {
    return Tickets.of(limits, allowance);
  }
}
