package io.tidegate.scheduler.plan;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored plan of an institution's minute.
 *
 * @param institutionId number of the institution
 * @param minute start of the minute
 * @param policyVersion version of the policy that holds in it
 * @param ticketIntervalNanos 1/R in nanoseconds, over all lanes
 * @param spanSeconds length of a page's span
 * @param openFrom first instant at which a call may start
 * @param openUntil first instant at which none may start any more
 * @param targets users per lane, lane 0 first
 * @param behind what rounding left to the next minute, per lane, in users
 * @param resumedAt last cold start that was not the opening of a window, or null
 */
public record PlannedMinute(
    int institutionId,
    Instant minute,
    int policyVersion,
    long ticketIntervalNanos,
    int spanSeconds,
    Instant openFrom,
    Instant openUntil,
    List<Integer> targets,
    List<Double> behind,
    @Nullable Instant resumedAt) {

  public PlannedMinute {
    targets = List.copyOf(targets);
    behind = List.copyOf(behind);
  }

  public int lanes() {
    return targets.size();
  }

  /** Users of all lanes. */
  public int users() {
    return targets.stream().mapToInt(Integer::intValue).sum();
  }

  /** What rounding left to a lane; 0 where the lanes were cut otherwise. */
  double behind(int lane, int lanes) {
    return behind.size() == lanes ? behind.get(lane) : 0;
  }

  /** Target of a lane; 0 where the lanes were cut otherwise. */
  int target(int lane, int lanes) {
    return targets.size() == lanes ? targets.get(lane) : 0;
  }

  static List<Integer> integers(Object array) {
    return Arrays.asList((Integer[]) array);
  }

  static List<Double> doubles(Object array) {
    return Arrays.asList((Double[]) array);
  }
}
