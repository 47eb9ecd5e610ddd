package io.tidegate.worker.ring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What this worker does to the rings, counted. Described in {@code docs/metrics.md}. */
@Component
class RingMetrics {
  private final Timer granted;
  private final Timer repeated;
  private final Timer failed;
  private final Map<Claim.Reason, Timer> refused = new EnumMap<>(Claim.Reason.class);
  private final DistributionSummary ringUsers;
  private final DistributionSummary retryUsers;
  private final Timer settled;
  private final Timer settlesFailed;
  private final DistributionSummary settledRows;
  private final Counter lateOutcomes;
  private final Counter sweptPages;
  private final Counter sweptUsers;

  RingMetrics(MeterRegistry meters) {
    granted = claims("granted", meters);
    repeated = claims("repeated", meters);
    failed = claims("failed", meters);
    for (Claim.Reason reason : Claim.Reason.values()) {
      String word = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
      refused.put(reason, claims(word, meters));
    }
    ringUsers = users("ring", meters);
    retryUsers = users("retry", meters);
    settled = settles("settled", meters);
    settlesFailed = settles("failed", meters);
    settledRows =
        DistributionSummary.builder("tidegate.ring.settle.rows")
            .description("outcomes per batch")
            .baseUnit("rows")
            .register(meters);
    lateOutcomes =
        Counter.builder("tidegate.ring.settle.late")
            .description("outcomes that counted no more: settled before, or of a swept page")
            .register(meters);
    sweptPages =
        Counter.builder("tidegate.ring.swept.pages")
            .description("pages past their end whose worker had not settled them")
            .register(meters);
    sweptUsers =
        Counter.builder("tidegate.ring.swept.users")
            .description("users of such pages given to the retry queue")
            .register(meters);
  }

  private static Timer claims(String outcome, MeterRegistry meters) {
    return Timer.builder("tidegate.ring.claims")
        .description("claims of pages, by what came of them")
        .tag("outcome", outcome)
        .register(meters);
  }

  private static DistributionSummary users(String source, MeterRegistry meters) {
    return DistributionSummary.builder("tidegate.ring.claim.users")
        .description("users per page claimed")
        .baseUnit("users")
        .tag("source", source)
        .register(meters);
  }

  private static Timer settles(String outcome, MeterRegistry meters) {
    return Timer.builder("tidegate.ring.settles")
        .description("batches of outcomes settled")
        .tag("outcome", outcome)
        .register(meters);
  }

  void claimed(Claim claim, Duration took) {
    switch (claim) {
      case Claim.Granted again when again.repeated() -> repeated.record(took);
      case Claim.Granted page -> {
        granted.record(took);
        int retries = (int) page.users().stream().filter(ClaimedUser::isRetry).count();
        retryUsers.record(retries);
        ringUsers.record(page.users().size() - retries);
      }
      case Claim.Refused no -> refused.getOrDefault(no.reason(), failed).record(took);
    }
  }

  /** The database did not answer, or refused. */
  void claimFailed(Duration took) {
    failed.record(took);
  }

  void settled(int rows, int counted, Duration took) {
    settled.record(took);
    settledRows.record(rows);
    lateOutcomes.increment((double) rows - counted);
  }

  void settleFailed(Duration took) {
    settlesFailed.record(took);
  }

  void swept(int pages, int users) {
    sweptPages.increment(pages);
    sweptUsers.increment(users);
  }
}
