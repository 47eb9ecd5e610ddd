package io.tidegate.worker.trial;

import io.tidegate.policy.Policy;
import io.tidegate.policy.Quota;
import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why an institution may not be called for a consent now, by its policy, and from when it may. */
public final class NotNow {
  private static final Duration HORIZON = Duration.ofDays(31);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss VV", Locale.ROOT);

  private NotNow() {}

  /** Empty when a call may start within the minute. */
  static Optional<String> window(Policy policy, Instant now) {
    List<Span> open = policy.openSpans(now, now.plus(HORIZON));
    if (open.isEmpty()) {
      return Optional.of("its window is closed, and opens at no time in the next 31 days");
    }
    Instant opens = open.getFirst().from();
    return opens.isAfter(now.plusSeconds(60))
        ? Optional.of("its window is closed, and opens at " + shown(policy, opens))
        : Optional.empty();
  }

  /** Empty when every quota leaves room for one more. */
  static Optional<String> quota(
      Policy policy, Instant now, List<Instant> successes, List<Instant> starts) {
    return usedUpUntil(policy, now, successes, starts)
        .map(until -> "its quota for this user is used up until " + until);
  }

  /**
   * Until when a quota is used up, in the institution's own time, of several the last; empty when
   * every quota leaves room for one more.
   *
   * @param successes counted successes of the consent
   * @param starts counted starts of the consent
   */
  public static Optional<String> usedUpUntil(
      Policy policy, Instant now, List<Instant> successes, List<Instant> starts) {
    return policy.quotas().stream()
        .flatMap(
            quota ->
                usedUpUntil(
                    quota,
                    policy.zone(),
                    now,
                    quota.counts() == Quota.Counts.STARTS ? starts : successes)
                    .stream())
        .max(Comparator.naturalOrder())
        .map(until -> shown(policy, until));
  }

  private static Optional<Instant> usedUpUntil(
      Quota quota, ZoneId zone, Instant now, List<Instant> all) {
    Instant since = quota.since(now, zone);
    List<Instant> counted =
        all.stream().filter(instant -> !instant.isBefore(since)).sorted().toList();
    return counted.size() < quota.times()
        ? Optional.empty()
        : Optional.of(quota.freeAt(counted.get(counted.size() - quota.times()), now, zone));
  }

  private static String shown(Policy policy, Instant instant) {
    return LOCAL.format(ZonedDateTime.ofInstant(instant, policy.zone()));
  }
}
