package io.tidegate.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * At most {@code calls} calls may start per period.
 *
 * <p>{@link Scope#INSTITUTION} limits make the ticket rate ({@link Tickets}). The narrower scopes
 * do not: they are counted where the calls are started, inside each lane, at {@link #share} of the
 * limit, in a sliding window of {@link #window} (period and allowance).
 *
 * @param calls at least 1
 * @param per the period
 * @param scope what is counted together
 * @param call name of the only call that counts; null for every call. Not null only with {@link
 *     Scope#CALL}
 */
public record RateLimit(int calls, Per per, Scope scope, @Nullable String call) {

  /** What is counted together. */
  public enum Scope {
    /** All calls of all consents. */
    INSTITUTION,
    /** Each base URL of `endpoints` of its own. */
    ENDPOINT,
    /** Each entry of `calls` of its own. */
    CALL,
    /** Each consent (session) of its own. */
    CONSENT
  }

  /** The period of a rate limit. */
  public sealed interface Per {
    /** Any stretch of this length. */
    record Sliding(Duration length) implements Per {
      public Sliding {
        if (length.compareTo(Duration.ofMillis(1)) < 0
            || length.compareTo(Duration.ofDays(1)) > 0) {
          throw new IllegalArgumentException(
              "a rate limit's period must be 1 ms to 1 day, but is " + length);
        }
      }
    }

    /** A second of the wall clock; kept as if it were sliding. */
    record ClockSecond() implements Per {
      @Override
      public Duration length() {
        return Duration.ofSeconds(1);
      }
    }

    /** A minute of the wall clock; kept as if it were sliding. */
    record ClockMinute() implements Per {
      @Override
      public Duration length() {
        return Duration.ofMinutes(1);
      }
    }

    Duration length();
  }

  public RateLimit {
    if (calls < 1) {
      throw new IllegalArgumentException("a rate limit allows at least 1 call, but " + calls);
    }
    if (call != null && scope != Scope.CALL) {
      throw new IllegalArgumentException(
          "only a limit of scope call names a call, but scope " + scope + " names " + call);
    }
  }

  /** The stretch of time in which at most {@link #calls} may start: period + allowance. */
  public Duration window(Duration allowance) {
    return per.length().plus(allowance);
  }

  /**
   * What one of {@code lanes} lanes may use of a limit narrower than the institution: {@code calls
   * / lanes}, rounded down. A {@link Scope#CONSENT} limit is not divided, as a consent has one
   * lane.
   */
  public int share(int lanes) {
    return scope == Scope.CONSENT ? calls : calls / lanes;
  }
}
