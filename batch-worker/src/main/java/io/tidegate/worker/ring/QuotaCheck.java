package io.tidegate.worker.ring;

import io.tidegate.policy.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A quota, worked out for one instant: fewer than {@code times} instants at or after {@code since}
 * leave room for one more.
 *
 * @param since from when on counted instants use it up
 * @param times how many they may be, 1 to {@value #MOST}
 * @param counts which instants count
 * @param freeAt when the quota of everybody becomes free; null where it does a fixed time after the
 *     oldest counted instant, as in rolling quotas
 */
public record QuotaCheck(Instant since, int times, Counts counts, @Nullable Instant freeAt) {
  /** The most instants that a row keeps; a quota of more is kept as one of so many. */
  public static final int MOST = 64;

  /** A rolling quota is kept a little longer than it says, as clocks and paths differ. */
  private static final Duration GUARD = Duration.ofSeconds(1);

  /** What a quota counts. */
  public enum Counts {
    STARTS,
    SUCCESSES
  }

  public QuotaCheck {
    if (times < 1 || times > MOST) {
      throw new IllegalArgumentException("times must be 1 to " + MOST + ", but is " + times);
    }
  }

  static QuotaCheck of(Quota quota, Instant asOf, ZoneId zone) {
    Counts counts =
        switch (quota.counts()) {
          case STARTS -> Counts.STARTS;
          case SUCCESSES -> Counts.SUCCESSES;
        };
    int times = Math.min(quota.times(), MOST);
    return switch (quota.per()) {
      case Quota.Calendar calendar ->
          new QuotaCheck(quota.since(asOf, zone), times, counts, calendar.next(asOf, zone));
      case Quota.Per.Rolling rolling ->
          new QuotaCheck(quota.since(asOf, zone).minus(GUARD), times, counts, null);
    };
  }
}
