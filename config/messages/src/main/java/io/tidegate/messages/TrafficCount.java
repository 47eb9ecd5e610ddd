package io.tidegate.messages;

import java.time.Instant;

/**
 * How many calls real users caused at an institution in one minute, as a users' server counted
 * them. Counts of several servers for one minute add up; the same (server, institution, minute)
 * sent again replaces what it said before.
 *
 * @param server name of the server that counted
 * @param institution code of the institution
 * @param minute start of the minute, a whole minute UTC
 * @param calls 0 or more
 */
public record TrafficCount(String server, String institution, Instant minute, long calls) {

  public TrafficCount {
    if (calls < 0) {
      throw new IllegalArgumentException("calls must be 0 or more, but is " + calls);
    }
  }
}
