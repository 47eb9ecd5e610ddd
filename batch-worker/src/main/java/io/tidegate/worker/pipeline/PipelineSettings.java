package io.tidegate.worker.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the minute pipeline.
 *
 * @param enabled whether this worker obeys minute commands at all
 * @param ioThreads event loops; 0 for one per two processors
 * @param claimThreads threads that claim pages, each with a connection of the pool
 * @param step how often the pacing clock looks for due tickets
 * @param claimAhead how long before its span a page is claimed, at the earliest
 * @param claimSpread over which time the claims of a process are spread
 * @param warmUp time in which a cold process comes from a tenth of its tickets to all of them
 * @param rehearsal how long a starting process makes calls to itself, before its first command
 * @param realTime whether the pacing clock and the event loops ask Linux for real-time priority
 * @param stopGrace how long calls in flight may take to finish when the process stops
 * @param bodyBuffer bodies without Kafka's acknowledgement at which nothing new starts
 * @param outcomeBuffer outcomes that wait for the database at which nothing new starts
 * @param settleEvery how often outcomes are settled, 1 ms to 10 s: a worker that is killed has so
 *     much more that is done again
 * @param startLedger folder in which each start of a call is written down, for whoever judges; none
 *     if empty
 */
@ConfigurationProperties("tidegate.pipeline")
public record PipelineSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("0") int ioThreads,
    @DefaultValue("4") int claimThreads,
    @DefaultValue("1ms") Duration step,
    @DefaultValue("1s") Duration claimAhead,
    @DefaultValue("700ms") Duration claimSpread,
    @DefaultValue("10s") Duration warmUp,
    @DefaultValue("2500ms") Duration rehearsal,
    @DefaultValue("true") boolean realTime,
    @DefaultValue("10s") Duration stopGrace,
    @DefaultValue("32MB") DataSize bodyBuffer,
    @DefaultValue("100000") int outcomeBuffer,
    @DefaultValue("250ms") Duration settleEvery,
    @Nullable Path startLedger) {

  private static final Duration LONGEST_SETTLE = Duration.ofSeconds(10);
  private static final Duration LONGEST_REHEARSAL = Duration.ofSeconds(30);

  public PipelineSettings {
    if (ioThreads < 0 || claimThreads < 1) {
      throw new IllegalArgumentException(
          "tidegate.pipeline.io-threads must be 0 or more and claim-threads 1 or more, but are "
              + ioThreads
              + " and "
              + claimThreads);
    }
    if (step.compareTo(Duration.ofNanos(100_000)) < 0
        || step.compareTo(Duration.ofMillis(10)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.pipeline.step must be 0.1 ms to 10 ms, but is " + step);
    }
    if (rehearsal.isNegative() || rehearsal.compareTo(LONGEST_REHEARSAL) > 0) {
      throw new IllegalArgumentException(
          "tidegate.pipeline.rehearsal must be 0 to "
              + LONGEST_REHEARSAL
              + ", but is "
              + rehearsal);
    }
    if (settleEvery.compareTo(Duration.ofMillis(1)) < 0
        || settleEvery.compareTo(LONGEST_SETTLE) > 0) {
      throw new IllegalArgumentException(
          "tidegate.pipeline.settle-every must be 1 ms to 10 s, but is " + settleEvery);
    }
    if (claimSpread.isNegative() || claimSpread.compareTo(claimAhead) > 0) {
      throw new IllegalArgumentException(
          "tidegate.pipeline.claim-spread must be 0 to claim-ahead ("
              + claimAhead
              + "), but is "
              + claimSpread);
    }
  }

  int eventLoops() {
    return ioThreads > 0 ? ioThreads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}
