package io.tidegate.planning;

import io.tidegate.policy.Span;

/**
 * What a round still asks for.
 *
 * @param round the round, from its begin (past parts included) until it should be over
 * @param left users still to be claimed in it, due retries included, 0 or more
 * @param doneToday users claimed since the round or the local day began, whichever came later
 * @param share which part of the institution this is: 1 for all its lanes, above 0
 */
public record Demand(Span round, double left, double doneToday, double share) {

  public Demand {
    if (!(left >= 0 && doneToday >= 0)) {
      throw new IllegalArgumentException(
          "users left and done must be 0 or more, but are " + left + " and " + doneToday);
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "the share of the institution must be above 0 and at most 1, but is " + share);
    }
  }

  /** All of an institution at the begin of a round. */
  public static Demand whole(Span round, long users) {
    return new Demand(round, users, 0, 1);
  }
}
