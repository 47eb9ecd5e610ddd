package io.tidegate.push.timer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What the poll did. */
@Component
class PollMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(PollMetrics.class);

  private final Counter read;
  private final Counter due;
  private final Counter late;
  private final Counter pushes;
  private final Counter without;
  private final Counter expired;
  private final Counter coalesced;
  private final Counter aside;
  private final Counter failures;
  private final Timer minute;

  PollMetrics(MeterRegistry meters) {
    read = Counter.builder("tidegate.push.timers.read").register(meters);
    due = Counter.builder("tidegate.push.timers.due").register(meters);
    late = Counter.builder("tidegate.push.timers.late").register(meters);
    pushes = Counter.builder("tidegate.push.queued").register(meters);
    without = Counter.builder("tidegate.push.timers.without.device").register(meters);
    expired = Counter.builder("tidegate.push.timers.skipped").register(meters);
    coalesced = Counter.builder("tidegate.push.timers.coalesced").register(meters);
    aside = Counter.builder("tidegate.push.timers.aside").register(meters);
    failures = Counter.builder("tidegate.push.poll.failures").register(meters);
    minute = Timer.builder("tidegate.push.poll.done").register(meters);
  }

  void page(Span.Kind kind, int readTimers, int dueTimers, int sent) {
    read.increment(readTimers);
    (kind == Span.Kind.PRESENT ? due : late).increment(dueTimers);
    pushes.increment(sent);
  }

  void notSent(int withoutDevice, int skipped, int becameOne) {
    without.increment(withoutDevice);
    expired.increment(skipped);
    coalesced.increment(becameOne);
  }

  void setAside(UUID timer, String reason) {
    LOG.atWarn().addKeyValue("timer", timer).addKeyValue("reason", reason).log("timer set aside");
    aside.increment();
  }

  /** A shard's present minute is on the queue, so long after it began. */
  void done(Duration after) {
    minute.record(after);
  }

  void failed() {
    failures.increment();
  }
}
