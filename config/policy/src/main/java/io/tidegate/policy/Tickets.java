package io.tidegate.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The instants at which calls of an institution may start in a minute, over all its lanes.
 *
 * <p>Ticket n stands at {@code minute + n * interval + interval / 2}, for n below {@link
 * #perMinute}: at least an interval apart, over the minute's end too, and half of either interval
 * apart where the rate changes. The interval is the least even number of nanoseconds above {@code
 * (period + allowance) / calls} over the limits, so that any window of {@code period}, seen through
 * a path that delays calls by up to {@code allowance} more or less, holds at most {@code calls}.
 *
 * @param intervalNanos 1/R in nanoseconds, above 0
 */
public record Tickets(long intervalNanos) {

  private static final long MINUTE_NANOS = 60_000_000_000L;

  public Tickets {
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException(
          "the interval between tickets must be above 0 ns, but is " + intervalNanos);
    }
  }

  /**
   * The tickets that keep all limits of scope institution; narrower limits are not looked at.
   *
   * @param allowance S: how much the delay of the path, clocks and a ticket's validity may differ
   * @throws IllegalArgumentException if there is no limit of scope institution
   */
  public static Tickets of(List<RateLimit> limits, Duration allowance) {
    long interval =
        limits.stream()
            .filter(limit -> limit.scope() == RateLimit.Scope.INSTITUTION)
            .mapToLong(limit -> even(limit.window(allowance).toNanos() / limit.calls() + 1))
            .max()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there must be a rate limit of scope institution, but there is none"));
    return new Tickets(interval);
  }

  /**
   * The tickets that narrower limits leave of these, at least one a minute. Those limits are kept
   * where calls are started; here only what they could never let through is taken away.
   */
  Tickets under(List<RateLimit> limits, Duration allowance, CallMix mix) {
    double interval =
        limits.stream()
            .filter(limit -> limit.scope() != RateLimit.Scope.INSTITUTION)
            .mapToDouble(limit -> nanosPerCall(limit, allowance, mix))
            .max()
            .orElse(0);
    long narrow = even((long) Math.ceil(Math.min(interval, (double) MINUTE_NANOS)));
    return narrow > intervalNanos ? new Tickets(narrow) : this;
  }

  /** How far apart a limit alone would have all calls of the institution, as it sees its share. */
  static double nanosPerCall(RateLimit limit, Duration allowance, CallMix mix) {
    return limit.window(allowance).toNanos() * mix.share(limit) / limit.calls();
  }

  /** Tickets of a whole minute; 0 if they stand more than a minute apart. */
  public int perMinute() {
    return Math.toIntExact(MINUTE_NANOS / intervalNanos);
  }

  /** R, in calls per second. */
  public double perSecond() {
    return 1e9 / intervalNanos;
  }

  /** Nanoseconds from the minute's start to ticket {@code n}. */
  public long offsetNanos(int n) {
    return n * intervalNanos + intervalNanos / 2;
  }

  /** The instant of ticket {@code n} of {@code minute}. */
  public Instant instant(Instant minute, int n) {
    return minute.plusNanos(offsetNanos(n));
  }

  /** Index of the first ticket at or after {@code offsetNanos} nanoseconds into the minute. */
  public int firstAt(long offsetNanos) {
    long beforeFirst = offsetNanos - intervalNanos / 2;
    return beforeFirst <= 0
        ? 0
        : Math.toIntExact(Math.min(perMinute(), Math.ceilDiv(beforeFirst, intervalNanos)));
  }

  /** How many of the minute's tickets stand in the span. */
  public int countIn(Instant minute, Span span) {
    return firstAt(Duration.between(minute, span.until()).toNanos())
        - firstAt(Duration.between(minute, span.from()).toNanos());
  }

  /**
   * The tickets of an institution that was told to slow down.
   *
   * @param factor above 0, at most 1
   */
  public Tickets slowed(double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException(
          "the rate factor must be above 0 and at most 1, but is " + factor);
    }
    return factor == 1 ? this : new Tickets(even((long) Math.ceil(intervalNanos / factor)));
  }

  /** Even, so that half an interval is a whole number and nothing is lost where rates change. */
  private static long even(long interval) {
    return interval + (interval & 1);
  }
}
