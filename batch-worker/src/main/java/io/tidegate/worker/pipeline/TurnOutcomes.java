package io.tidegate.worker.pipeline;

import io.tidegate.policy.Policy;
import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.CallsToDo;
import io.tidegate.worker.call.Sinces;
import io.tidegate.worker.ring.Outcome;
import io.tidegate.worker.ring.Outcome.Made;
import io.tidegate.worker.ring.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides what the ring is told of a user's turn: what counts, and when the user comes again. */
final class TurnOutcomes {
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Over which those are spread who come again soon. */
  private static final Duration APART = Duration.ofSeconds(10);

  private final RandomGenerator random;

  /**
   * Decides.
   *
   * @param random spreads those who come again
   */
  TurnOutcomes(RandomGenerator random) {
    this.random = random;
  }

  /** What the ring is told of a turn that has ended. */
  Outcome of(Work work) {
    Instant at = LaneMinute.instant(work.endedAt());
    return switch (work.ending()) {
      case REFRESHED ->
          new Outcome.Refreshed(
              at,
              work.refresh().isUnchanged(),
              work.refresh().newSinces().isEmpty()
                  ? null
                  : Sinces.write(work.refresh().sinces(), work.refresh().newSinces()));
      case FAILED -> failed(work, at);
      case GIVEN_BACK -> new Outcome.GivenBack(at, made(work), again(work, at), progress(work));
    };
  }

  private Outcome failed(Work work, Instant at) {
    Policy policy = work.refresh().terms().policy();
    ResponseClass meaning = work.meaning();
    return switch (meaning) {
      case THROTTLED, MAINTENANCE, OUTSIDE_WINDOW ->
          new Outcome.GivenBack(at, made(work), again(work, at), progress(work));
      case CONSENT_ENDED -> new Outcome.Ended(at, meaning, made(work));
      case QUOTA, AUTH, CONFIG, PERMANENT, ASSET_CLOSED ->
          new Outcome.GivenUp(at, meaning, made(work));
      case TRANSIENT, SUCCESS, UNCHANGED -> {
        Retry before = work.user().retry();
        int failures = 1 + (before == null ? 0 : before.attempts());
        yield policy.retry().givesUpAfter(failures)
            ? new Outcome.GivenUp(at, meaning, made(work))
            : new Outcome.Failed(
                at,
                meaning,
                made(work),
                at.plus(policy.retry().backoff(failures, random.nextDouble())),
                progress(work));
      }
    };
  }

  /**
   * When a user comes again whose turn did not fail: soon, but not before the institution's wish.
   */
  private Instant again(Work work, Instant at) {
    Instant wish = LaneMinute.instant(Math.max(work.notBefore(), work.endedAt()));
    Duration apart = Duration.ofMillis(random.nextLong(APART.toMillis()));
    return (wish.isAfter(at) ? wish : at).plus(SOON).plus(apart);
  }

  private static Made made(Work work) {
    return work.isBodyLost()
        ? Made.STARTS
        : work.refresh().hasSucceeded()
            ? Made.SUCCESSES
            : work.isOpen() ? Made.STARTS : Made.NOTHING;
  }

  private static @Nullable String progress(Work work) {
    CallsToDo left = work.isBodyLost() ? null : work.refresh().callsToDo();
    return left == null ? null : left.toJson();
  }
}
