package io.tidegate.push.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What became of the pushes of a channel. */
final class QueueMetrics {
  private final MeterRegistry meters;
  private final String channel;
  private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
  private final Timer lateness;

  QueueMetrics(MeterRegistry meters, String channel) {
    this.meters = meters;
    this.channel = channel;
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(
          outcome,
          Counter.builder("tidegate.push.outcomes")
              .tags("channel", channel, "outcome", outcome.word())
              .register(meters));
    }
    lateness =
        Timer.builder("tidegate.push.lateness")
            .tag("channel", channel)
            .publishPercentiles(0.5, 0.99)
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(10))
            .maximumExpectedValue(Duration.ofHours(1))
            .register(meters);
  }

  void left(Outcome outcome) {
    Objects.requireNonNull(outcomes.get(outcome)).increment();
  }

  void answered(String word) {
    meters.counter("tidegate.push.answers", "channel", channel, "answer", word).increment();
  }

  /** From the instant at which it was due until its push service had it. */
  void delivered(Duration late) {
    lateness.record(late.isNegative() ? Duration.ZERO : late);
  }

  /** A turn broke off. */
  void failed() {
    failed(meters, channel);
  }

  /** The same, of the channel or of the {@code retries}. */
  static void failed(MeterRegistry meters, String queue) {
    meters.counter("tidegate.push.queue.failures", "queue", queue).increment();
  }

  /** What was in memory was forgotten. */
  void abandoned() {
    abandoned(meters, channel);
  }

  /** The same, of the channel or of the {@code retries}. */
  static void abandoned(MeterRegistry meters, String queue) {
    meters.counter("tidegate.push.queue.abandoned", "queue", queue).increment();
  }

  /** How many pushes of a channel have left this process's queue so. */
  static long left(MeterRegistry meters, String channel, Outcome outcome) {
    return sum(
        meters.find("tidegate.push.outcomes").tags("channel", channel, "outcome", outcome.word()));
  }

  /** How many answers of a channel were no acceptance. */
  static long refusals(MeterRegistry meters, String channel) {
    return sum(meters.find("tidegate.push.answers").tag("channel", channel))
        - sum(meters.find("tidegate.push.answers").tags("channel", channel, "answer", "accepted"))
        - sum(meters.find("tidegate.push.answers").tags("channel", channel, "answer", "kept"));
  }

  private static long sum(Search counters) {
    return counters.counters().stream().mapToLong(one -> Math.round(one.count())).sum();
  }

  /** Of a queue, in place of any before it. */
  <T> void watch(
      T queue,
      ToDoubleFunction<T> inFlight,
      ToDoubleFunction<T> waiting,
      ToDoubleFunction<T> untaken) {
    show(Gauge.builder("tidegate.push.in.flight", queue, inFlight));
    show(Gauge.builder("tidegate.push.waiting", queue, waiting));
    show(Gauge.builder("tidegate.push.untaken", queue, untaken));
  }

  private void show(Gauge.Builder<?> gauge) {
    Gauge.Builder<?> ours = gauge.tag("channel", channel);
    meters.remove(ours.register(meters)); // it may be of a queue that was abandoned
    ours.register(meters);
  }
}
