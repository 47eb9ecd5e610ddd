package io.tidegate.worker.ring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A refresh that comes out of turn.
 *
 * @param kind why
 * @param attempts how often it has failed in this period
 * @param progress what is still to do, as it was put down; null for everything
 * @param countedAt what it has put among the instants that quotas count, or null
 * @param trace the trial that wants to see every call, or null
 */
public record Retry(
    Kind kind,
    int attempts,
    @Nullable String progress,
    @Nullable Instant countedAt,
    @Nullable Long trace) {

  /** Why a refresh comes out of turn. */
  public enum Kind {
    /** An attempt failed. */
    FAILED,
    /** It was given back unstarted, or without the time to end. */
    GIVEN_BACK,
    /** Its page ended without an outcome. */
    SWEPT,
    /** A new consent behind the cursor. */
    NEW,
    /** Its quota became free before its turn. */
    EARLY,
    /** Somebody wants it again. */
    REPLAY,
    /** An operator wants to see one. */
    TRIAL;

    static Kind of(String word) {
      return switch (word) {
        case "failed" -> FAILED;
        case "given-back" -> GIVEN_BACK;
        case "swept" -> SWEPT;
        case "new" -> NEW;
        case "early" -> EARLY;
        case "replay" -> REPLAY;
        case "trial" -> TRIAL;
        default -> throw new IllegalArgumentException("no kind of retry is called " + word);
      };
    }
  }
}
