package io.tidegate.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an institution is today.
 *
 * @param kind what it does to calls
 * @param share of the calls to which it does so, 0 to 1; the others are answered as usual
 * @param latency of its answers
 * @param retryAfter the header {@code Retry-After} of refusals, as it is sent; null for none
 */
record Mood(Kind kind, double share, Latency latency, @Nullable String retryAfter) {

  /** What an institution may do to a call. */
  enum Kind {
    /** Answers. */
    NORMAL,
    /** Answers late. */
    SLOW,
    /** Does not listen: connections are refused, and those that stand are cut. */
    DOWN,
    /** Takes the call and cuts the connection. */
    RESETTING,
    /** 429. */
    THROTTLING,
    /** Planned maintenance, which comes as HTTP 500. */
    MAINTENANCE,
    /** One of the transient errors. */
    FAILING,
    /** 200 and nonsense: no JSON, cut off, other JSON, far too long, binary. */
    GARBAGE,
    /** Never answers. */
    HANGING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String word) {
      return Arrays.stream(values())
          .filter(kind -> kind.word().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "mood must be one of "
                          + Arrays.stream(values())
                              .map(Kind::word)
                              .collect(Collectors.joining(", "))
                          + ", but is "
                          + word));
    }
  }

  Mood {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be 0 to 1, but is " + share);
    }
    if (retryAfter != null && !retryAfter.matches("[ -~]{1,64}")) {
      throw new IllegalArgumentException(
          "retryAfter must be 1 to 64 printable characters, but is " + retryAfter);
    }
  }

  static Mood normal(Latency latency) {
    return new Mood(Kind.NORMAL, 1, latency, null);
  }

  /** The latency of a slow institution if none is given: twenty times the usual, at least 2 s. */
  static Latency slow(Latency usual) {
    Duration late = usual.median().multipliedBy(20);
    Duration least = Duration.ofSeconds(2);
    return new Latency(late.compareTo(least) < 0 ? least : late, usual.spread());
  }
}
