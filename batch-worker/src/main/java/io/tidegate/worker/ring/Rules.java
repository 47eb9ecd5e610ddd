package io.tidegate.worker.ring;

import io.tidegate.policy.Policy;
import io.tidegate.policy.Round;
import io.tidegate.policy.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What an institution's policy means for a claim, worked out for one instant.
 *
 * @param asOf the first instant of the page
 * @param quotas all quotas
 * @param cycle how often a consent is to be refreshed, unless it has a cycle of its own
 * @param round how long the cursor takes to come round
 * @param timeouts how long a call and a refresh may take
 * @param attempts how often a refresh is tried in all before it is given up for the period
 * @param accessedSince users whose last access is known to be before are passed over
 */
public record Rules(
    Instant asOf,
    List<QuotaCheck> quotas,
    Duration cycle,
    Round round,
    Timeouts timeouts,
    int attempts,
    Instant accessedSince) {

  public Rules {
    quotas = List.copyOf(quotas);
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be 1 or more, but are " + attempts);
    }
  }

  /** A policy's rules at an instant. */
  public static Rules of(Policy policy, Instant asOf) {
    return new Rules(
        asOf,
        policy.quotas().stream().map(quota -> QuotaCheck.of(quota, asOf, policy.zone())).toList(),
        policy.cycle(),
        policy.round(),
        policy.timeouts(),
        policy.retry().attempts(),
        asOf.minus(policy.accessWithin()));
  }

  /** How many instants quotas of successes look at; 1 at least, as the newest is always kept. */
  int keepCounted() {
    return keep(QuotaCheck.Counts.SUCCESSES, 1);
  }

  /** How many instants quotas of starts look at; 0 where no quota counts starts. */
  int keepStarts() {
    return keep(QuotaCheck.Counts.STARTS, 0);
  }

  private int keep(QuotaCheck.Counts counts, int least) {
    return quotas.stream()
        .filter(quota -> quota.counts() == counts)
        .mapToInt(QuotaCheck::times)
        .reduce(least, Math::max);
  }

  /** How many whole refreshes the day ledger may want to see: those of 30 hours, and two before. */
  int keepSucceeded() {
    long rounds = Duration.ofHours(30).dividedBy(round.nominal()) + 2;
    return (int) Math.min(QuotaCheck.MOST, rounds);
  }

  /** Whether every quota allows one success per calendar period: then one column tells all. */
  boolean areSimple() {
    return quotas.stream()
        .allMatch(quota -> quota.times() == 1 && quota.counts() == QuotaCheck.Counts.SUCCESSES);
  }

  /**
   * Whether a row that is passed over can become free before its next turn. In a round that is the
   * longest calendar period, it becomes free with the next round at the earliest.
   */
  boolean canBeFreeEarly() {
    return !(round instanceof Round.PerPeriod && areSimple());
  }

  /** Before this a row that is passed over now has no other turn. */
  Instant nextTurn() {
    return switch (round) {
      case Round.PerPeriod period -> period.end(asOf);
      case Round.Rolling rolling -> asOf.plus(rolling.length());
    };
  }
}
