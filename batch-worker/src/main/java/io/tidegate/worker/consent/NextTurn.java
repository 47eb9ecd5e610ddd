package io.tidegate.worker.consent;

import io.tidegate.policy.Policy;
import io.tidegate.worker.trial.NotNow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the ring comes to a consent, as far as that is known.
 *
 * <p>A round begins with the first minute in which its lane is called in the quota's period: the
 * first one when the institution is new, else as a rule when the window first opens. It ends with
 * the period, or, where quotas are rolling, when its length is over.
 *
 * @param roundBeganAt when the lane's round began; null before its first
 * @param passed whether the cursor has passed the consent in this round
 * @param successes its successes that quotas count
 * @param starts its starts that quotas count
 */
record NextTurn(
    @Nullable Instant roundBeganAt, boolean passed, List<Instant> successes, List<Instant> starts) {

  /**
   * Says it in words.
   *
   * @param policy the institution's in force, null where there is none that can be read
   */
  String words(@Nullable Policy policy, Instant now) {
    if (policy == null) {
      return "not before the institution has a policy";
    }
    return NotNow.usedUpUntil(policy, now, successes, starts)
        .map(until -> "not before " + until + ": its quota is used up until then")
        .orElseGet(() -> inRound(policy, now));
  }

  private String inRound(Policy policy, Instant now) {
    if (roundBeganAt == null) {
      return "in the institution's first round, which has not begun";
    }
    Instant ends = policy.round().end(roundBeganAt);
    if (!ends.isAfter(now)) {
      return "in the round that begins with the next minute in which the window is open";
    }
    return passed
        ? "in the next round, from " + seconds(ends) + " on"
        : "later in the round that began at "
            + seconds(roundBeganAt)
            + " and ends at "
            + seconds(ends);
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
