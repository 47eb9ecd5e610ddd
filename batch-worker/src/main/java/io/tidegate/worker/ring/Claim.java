package io.tidegate.worker.ring;

import java.time.Instant;
import java.util.List;

/** The answer to a claim. */
public sealed interface Claim {
  /** The database's clock during the claim. */
  Instant databaseNow();

  /** What holds the institution back. */
  InstitutionState state();

  /**
   * The span is the claimant's.
   *
   * @param page the page
   * @param users its users that have no outcome yet: first those of the retry queue, then the
   *     ring's in their order; fewer than wanted is normal, none at all too
   * @param repeated whether this very claim had been made before
   * @param roundOver whether the lane's round is over: only the retry queue has users left
   * @param othersOpenUsers users of the lane whom other workers have in open pages: as many calls
   *     of theirs may be in flight, and come off the lane's share
   */
  record Granted(
      Page page,
      List<ClaimedUser> users,
      boolean repeated,
      boolean roundOver,
      int othersOpenUsers,
      Instant databaseNow,
      InstitutionState state)
      implements Claim {
    public Granted {
      users = List.copyOf(users);
    }
  }

  /** The span is not the claimant's, and nothing was claimed. */
  record Refused(Reason reason, Instant databaseNow, InstitutionState state) implements Claim {}

  /** Why nothing was claimed. */
  enum Reason {
    /** Another claim has the span; the command is to be dropped. */
    TAKEN,
    /** The institution's state row says so. */
    BLOCKED,
    /** The span is over. */
    LATE,
    /** The ring is cut into other lanes, and cannot be cut like this now. */
    CUT_OTHERWISE
  }
}
