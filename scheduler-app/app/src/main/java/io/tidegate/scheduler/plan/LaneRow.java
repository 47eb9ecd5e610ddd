package io.tidegate.scheduler.plan;

import io.tidegate.policy.Round;
import java.time.Instant;

/**
 * A lane as the rings' counters have it.
 *
 * @param institutionId number of the institution
 * @param lane 0 to {@code lanes - 1}
 * @param lanes into how many the ring is cut
 * @param round number of the round
 * @param roundBeganAt when it began
 * @param roundOver whether the cursor has come round
 * @param population consents in the lane's arc
 * @param claimed users claimed from the ring in the round
 * @param passed rows that the cursor has passed in the round
 * @param retriesDue due rows of the retry queue
 * @param claimedThisMinute users claimed for spans of the minute before the one to be planned
 */
public record LaneRow(
    int institutionId,
    int lane,
    int lanes,
    long round,
    Instant roundBeganAt,
    boolean roundOver,
    long population,
    long claimed,
    long passed,
    long retriesDue,
    long claimedThisMinute) {

  /**
   * Whether the next claim begins a new round: the period, or a rolling round's length, is over.
   */
  boolean nextRoundBegins(Round round, Instant minute) {
    return switch (round) {
      case Round.PerPeriod period -> roundBeganAt.isBefore(period.begin(minute));
      case Round.Rolling rolling -> !rolling.end(roundBeganAt).isAfter(minute);
    };
  }
}
