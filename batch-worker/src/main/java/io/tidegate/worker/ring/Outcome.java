package io.tidegate.worker.ring;

import io.tidegate.policy.ResponseClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a claimed user in a page. */
public sealed interface Outcome {
  /** When the last answer was there, or, where no call was started, when that was clear. */
  Instant at();

  /** What counts towards quotas. */
  Made made();

  /** How far this attempt got, as quotas see it; attempts before it were settled with theirs. */
  enum Made {
    /** No call was started. */
    NOTHING,
    /** A call was started, and none succeeded. */
    STARTS,
    /** A call succeeded. */
    SUCCESSES
  }

  /**
   * All calls are made, and the bodies are safe.
   *
   * @param unchanged whether nothing was new
   * @param sinces what the next refresh is to be given; null leaves it as it is
   */
  record Refreshed(Instant at, boolean unchanged, @Nullable String sinces) implements Outcome {
    @Override
    public Made made() {
      return Made.SUCCESSES;
    }
  }

  /**
   * A call failed; the refresh comes again, one attempt older.
   *
   * @param because what the answer meant
   * @param again when it is due
   * @param progress what is still to do; null for everything
   */
  record Failed(
      Instant at, ResponseClass because, Made made, Instant again, @Nullable String progress)
      implements Outcome {}

  /**
   * There was no time or no leave for it; the refresh comes again, no attempt older.
   *
   * @param again when it is due
   * @param progress what is still to do; null for everything
   */
  record GivenBack(Instant at, Made made, Instant again, @Nullable String progress)
      implements Outcome {}

  /**
   * Nothing more in this round.
   *
   * @param because what the last answer meant
   */
  record GivenUp(Instant at, ResponseClass because, Made made) implements Outcome {}

  /**
   * The consent is over: out of the ring.
   *
   * @param because what the answer meant
   */
  record Ended(Instant at, ResponseClass because, Made made) implements Outcome {}
}
