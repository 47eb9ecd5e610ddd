package io.tidegate.policy;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param connect until a connection stands
 * @param response from the start of a call to the end of its answer
 * @param refresh the longest refresh: after claim + this no call of a page starts
 */
public record Timeouts(Duration connect, Duration response, Duration refresh) {

  public Timeouts {
    if (connect.compareTo(response) > 0 || response.compareTo(refresh) > 0) {
      throw new IllegalArgumentException(
          "timeouts must not fall from connect over response to refresh, but are %s, %s, %s"
              .formatted(connect, response, refresh));
    }
    if (!connect.isPositive()) {
      throw new IllegalArgumentException("a timeout must be above 0, but connect is " + connect);
    }
  }
}
