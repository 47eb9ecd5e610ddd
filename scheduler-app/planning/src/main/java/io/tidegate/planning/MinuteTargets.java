package io.tidegate.planning;

import io.tidegate.policy.Span;
import io.tidegate.policy.Tickets;
import java.time.Instant;
import java.util.List;

/**
 * What an institution's lanes do in one minute: the stuff of a minute plan.
 *
 * @param minute start of the minute
 * @param open the part of it in which calls may start
 * @param tickets the tickets, slowed by the rate factor
 * @param spanSeconds length of a page's span
 * @param lanes target of every lane, in the order of the lanes given
 */
public record MinuteTargets(
    Instant minute, Span open, Tickets tickets, int spanSeconds, List<LaneTarget> lanes) {

  /** Page spans that divide a minute. */
  private static final int[] SPANS = {1, 2, 5, 10, 30, 60};

  private static final int USERS_OF_A_PAGE = 20;

  public MinuteTargets {
    lanes = List.copyOf(lanes);
  }

  /** All lanes' users. */
  public int users() {
    return lanes.stream().mapToInt(LaneTarget::users).sum();
  }

  /** The shortest span that gives the fullest lane about twenty users a page. */
  static int spanSeconds(List<LaneTarget> lanes) {
    int most = lanes.stream().mapToInt(LaneTarget::users).max().orElse(0);
    for (int seconds : SPANS) {
      if ((long) most * seconds >= USERS_OF_A_PAGE * 60L) {
        return seconds;
      }
    }
    return 60;
  }
}
