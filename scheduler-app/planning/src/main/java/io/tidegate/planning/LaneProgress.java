package io.tidegate.planning;

import io.tidegate.policy.Span;

/**
 * How far a lane is in its round, as counters tell, and what is on its way.
 *
 * @param lane number of the lane, 0 or more
 * @param round the lane's round, from its begin until it should be over
 * @param population consents in the lane's arc
 * @param passed rows that the cursor has passed in this round, claimed or not
 * @param claimed users claimed from the ring in this round
 * @param claimedToday users claimed since the local day or the round began, whichever was later,
 *     retries included
 * @param retriesDue rows of the retry queue that are due
 * @param outstanding users that the present minute's command has still to claim
 * @param roundOver whether the cursor has come round
 * @param behind what {@link LaneTarget#behind} said for the minute before; 0 if that is not known
 */
public record LaneProgress(
    int lane,
    Span round,
    long population,
    long passed,
    long claimed,
    long claimedToday,
    long retriesDue,
    long outstanding,
    boolean roundOver,
    double behind) {

  /** Rows that count as claimed before any was passed, so that a few odd ones mean little. */
  private static final int PRIOR_ROWS = 200;

  public LaneProgress {
    if (lane < 0
        || population < 0
        || passed < 0
        || claimed < 0
        || claimedToday < 0
        || retriesDue < 0
        || outstanding < 0) {
      throw new IllegalArgumentException(
          "lane, population, passed, claimed, retries and outstanding must be 0 or more, but are "
              + "%d, %d, %d, %d, %d and %d"
                  .formatted(lane, population, passed, claimed, retriesDue, outstanding));
    }
    if (!(behind >= -1 && behind <= 1)) {
      throw new IllegalArgumentException("behind must be -1 to 1, but is " + behind);
    }
  }

  /**
   * Users still to be claimed in this round: of the rows that the cursor has not reached as many as
   * of those it has passed, plus due retries, less what the present minute still takes. Rows are
   * passed over when their quota is used up or their cycle is not due: on a weekly ring with a
   * cycle of two weeks only half of the rows make work.
   */
  public long left() {
    long unreached = roundOver ? 0 : Math.max(0, population - passed);
    double share = Math.min(1, (claimed + (double) PRIOR_ROWS) / (passed + (double) PRIOR_ROWS));
    return Math.max(0, (long) Math.ceil(unreached * share) + retriesDue - outstanding);
  }

  /** Users claimed today once the present minute is over. */
  long doneToday() {
    return claimedToday + outstanding;
  }

  /**
   * The fewest users of a minute. Counts steer the pace, never the end: where they say that nothing
   * is left while the cursor is still under way, it goes on by one user a minute. So do due
   * retries: in a small institution a level plan has a user an hour, and whoever comes out of turn
   * must not wait that long.
   */
  int least() {
    boolean goesOn = !roundOver && left() == 0;
    return goesOn || retriesDue > outstanding ? 1 : 0;
  }
}
