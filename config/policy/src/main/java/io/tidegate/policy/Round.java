package io.tidegate.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long the cursors of an institution's ring take to come round once.
 *
 * <p>The rule: if a quota allows one time per calendar period, the round is that period (the
 * longest if there are several), so that everybody has a turn in each. Otherwise a round is the
 * longest of the cycle and, over all quotas, {@code length / times * 1.05}: 5% more than what the
 * quota allows, so that the ones at the front are free again when the cursor is back at them.
 */
public sealed interface Round {

  /** One round per calendar period: a new one begins with each period, wherever the cursor is. */
  record PerPeriod(Quota.Calendar period, ZoneId zone) implements Round {
    @Override
    public Instant begin(Instant now) {
      return period.begin(now, zone);
    }

    @Override
    public Instant end(Instant began) {
      return period.next(began, zone);
    }

    @Override
    public Duration nominal() {
      return period.nominal();
    }
  }

  /** Rounds of one length, each from when the one before was over. */
  record Rolling(Duration length) implements Round {
    public Rolling {
      if (length.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("a round must be 1 s or longer, but is " + length);
      }
    }

    @Override
    public Instant begin(Instant now) {
      return now;
    }

    @Override
    public Instant end(Instant began) {
      return began.plus(length);
    }

    @Override
    public Duration nominal() {
      return length;
    }
  }

  /** The begin of a round that is first looked at now: the period's begin, or now. */
  Instant begin(Instant now);

  /** When the round that began then should be over: the end of the period it began in. */
  Instant end(Instant began);

  /** The round's length (of the longest period), for "half a round". */
  Duration nominal();

  static Round of(Policy policy) {
    return of(policy.quotas(), policy.cycle(), policy.zone());
  }

  static Round of(List<Quota> quotas, Duration cycle, ZoneId zone) {
    Optional<Quota.Calendar> once =
        quotas.stream()
            .filter(quota -> quota.times() == 1)
            .map(Quota::per)
            .filter(Quota.Calendar.class::isInstance)
            .map(Quota.Calendar.class::cast)
            .max(Comparator.comparing(Quota.Per::nominal));
    if (once.isPresent()) {
      return new PerPeriod(once.get(), zone);
    }
    Duration length =
        quotas.stream()
            .map(quota -> quota.per().nominal().multipliedBy(105).dividedBy(100L * quota.times()))
            .reduce(cycle, (a, b) -> a.compareTo(b) < 0 ? b : a);
    return new Rolling(length);
  }
}
