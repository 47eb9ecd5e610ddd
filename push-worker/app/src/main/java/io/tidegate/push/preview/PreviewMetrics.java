package io.tidegate.push.preview;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** What became of the pages that were to be read. */
@Component
class PreviewMetrics {
  private final MeterRegistry meters;

  PreviewMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  /** A page was read, or not. */
  void read(String outcome, long nanos) {
    meters
        .timer("tidegate.push.preview.pages", "outcome", outcome)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A link was not asked for, as too many wait. */
  void dropped() {
    meters.counter("tidegate.push.preview.dropped").increment();
  }

  void watch(ThreadPoolExecutor threads) {
    Gauge.builder("tidegate.push.preview.waiting", threads.getQueue(), Collection::size)
        .register(meters);
    Gauge.builder("tidegate.push.preview.reading", threads, ThreadPoolExecutor::getActiveCount)
        .register(meters);
  }
}
