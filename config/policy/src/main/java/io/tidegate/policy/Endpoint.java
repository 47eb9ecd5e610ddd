package io.tidegate.policy;

import java.net.URI;

/**
 * One of an institution's base addresses.
 *
 * @param url scheme, host, port and perhaps a path without a slash at its end; the calls' targets
 *     are appended to it
 * @param weight share of the calls under {@link Balance#WEIGHTED}, 1 to 1,000
 */
public record Endpoint(URI url, int weight) {

  public Endpoint {
    if (weight < 1 || weight > 1000) {
      throw new IllegalArgumentException("a weight must be 1 to 1000, but is " + weight);
    }
  }
}
