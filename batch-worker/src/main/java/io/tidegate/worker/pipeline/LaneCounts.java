package io.tidegate.worker.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidegate.policy.ResponseClass;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one institution's lanes in this process have done: metrics, and the present minute. */
final class LaneCounts {
  private final Counter started;
  private final Map<Unused, Counter> unused = new EnumMap<>(Unused.class);
  private final Map<ResponseClass, Counter> outcomes = new EnumMap<>(ResponseClass.class);
  private final Timer lateness;
  final AtomicInteger inFlight;
  final AtomicInteger waiting;
  final AtomicInteger open;
  private volatile Minute minute = new Minute(0, 0);

  /** Counts since a minute began. */
  static final class Minute {
    final long start;
    final AtomicLong target;
    final AtomicLong started = new AtomicLong();
    final AtomicLong ok = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong refreshed = new AtomicLong();
    final Lateness lateness = new Lateness();
    private final Map<Unused, AtomicLong> unused = new EnumMap<>(Unused.class);

    Minute(long start, long target) {
      this.start = start;
      this.target = new AtomicLong(target);
      for (Unused why : Unused.values()) {
        unused.put(why, new AtomicLong());
      }
    }

    /** Tickets that started no call. */
    long unused(Unused why) {
      AtomicLong tickets = unused.get(why);
      return tickets == null ? 0 : tickets.get();
    }

    private void countUnused(Unused why) {
      AtomicLong tickets = unused.get(why);
      if (tickets != null) {
        tickets.incrementAndGet();
      }
    }
  }

  LaneCounts(String institution, MeterRegistry meters) {
    started =
        Counter.builder("tidegate.calls.started")
            .description("calls written to the wire")
            .tag("institution", institution)
            .register(meters);
    for (Unused why : Unused.values()) {
      unused.put(
          why,
          Counter.builder("tidegate.tickets.unused")
              .description("tickets of claimed spans that started no call, and why")
              .tag("institution", institution)
              .tag("reason", why.word())
              .register(meters));
    }
    for (ResponseClass meaning : ResponseClass.values()) {
      outcomes.put(
          meaning,
          Counter.builder("tidegate.calls.ended")
              .description("calls by what came of them")
              .tag("institution", institution)
              .tag("class", meaning.word())
              .register(meters));
    }
    lateness =
        Timer.builder("tidegate.calls.lateness")
            .description("from a ticket's instant to the write of its call")
            .tag("institution", institution)
            .serviceLevelObjectives(
                Duration.ofNanos(500_000),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(5),
                Duration.ofMillis(20))
            .register(meters);
    inFlight = gauge("tidegate.calls.in.flight", institution, meters);
    waiting = gauge("tidegate.users.waiting", institution, meters);
    open = gauge("tidegate.refreshes.open", institution, meters);
  }

  private static AtomicInteger gauge(String name, String institution, MeterRegistry meters) {
    AtomicInteger value = new AtomicInteger();
    io.micrometer.core.instrument.Gauge.builder(name, value, AtomicInteger::doubleValue)
        .tag("institution", institution)
        .register(meters);
    return value;
  }

  /** A lane's minute begins, or has been told of. */
  synchronized void target(long minuteStart, int users) {
    if (minuteStart > minute.start) {
      minute = new Minute(minuteStart, users);
    } else if (minuteStart == minute.start) {
      minute.target.addAndGet(users);
    }
  }

  Minute minute() {
    return minute;
  }

  void started(long late) {
    started.increment();
    lateness.record(late, TimeUnit.NANOSECONDS);
    Minute now = minute;
    now.started.incrementAndGet();
    now.lateness.record(late);
    inFlight.incrementAndGet();
  }

  void ended(ResponseClass meaning) {
    inFlight.decrementAndGet();
    Counter outcome = outcomes.get(meaning);
    if (outcome != null) {
      outcome.increment();
    }
    (meaning.isSuccess() ? minute.ok : minute.failed).incrementAndGet();
  }

  void refreshed() {
    minute.refreshed.incrementAndGet();
  }

  void unused(Unused why) {
    Counter counter = unused.get(why);
    if (counter != null) {
      counter.increment();
    }
    minute.countUnused(why);
  }
}
