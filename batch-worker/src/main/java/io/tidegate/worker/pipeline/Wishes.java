package io.tidegate.worker.pipeline;

import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.Exchange;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an institution asks for by its answers, and what is asked for where it names no time. */
final class Wishes {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration MAINTENANCE_PAUSE = Duration.ofSeconds(10);

  private Duration pause = FIRST_PAUSE;

  /** Until when an answer wants the institution to be left alone; null when it does not. */
  @Nullable Instant heard(ResponseClass meaning, Exchange answer, Instant at) {
    Instant named = answer.blockedUntil(meaning.isSuccess(), at);
    if (named != null) {
      return named;
    }
    return switch (meaning) {
      case THROTTLED -> {
        // It names no time: wait longer each time, until it is content.
        Instant until = at.plus(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        yield until;
      }
      case MAINTENANCE, OUTSIDE_WINDOW -> at.plus(MAINTENANCE_PAUSE);
      case SUCCESS, UNCHANGED -> {
        pause = FIRST_PAUSE;
        yield null;
      }
      default -> null;
    };
  }
}
