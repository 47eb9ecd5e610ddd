package io.tidegate.push.timer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls once a minute, in its first second, on threads of its own. Each round goes over the shards
 * that nobody else holds: the present minute of all of them first, then what was missed, until the
 * minute ends. A shard whose holder died is taken as soon as its lock is over.
 */
final class PollRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PollRounds.class);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Duration LAST_PAGE = Duration.ofSeconds(20);

  private final Spans spans;
  private final Timers timers;
  private final TzdbChange tzdb;
  private final Supplier<Poll> polls;
  private final LockProvider locks;
  private final PollMetrics metrics;
  private final PollSettings settings;
  private final Clock clock;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("timer-rounds").factory());
  private final ExecutorService workers;
  private boolean compared;

  PollRounds(
      Spans spans,
      Timers timers,
      TzdbChange tzdb,
      Supplier<Poll> polls,
      LockProvider locks,
      PollMetrics metrics,
      PollSettings settings,
      Clock clock) {
    this.spans = spans;
    this.timers = timers;
    this.tzdb = tzdb;
    this.polls = polls;
    this.locks = locks;
    this.metrics = metrics;
    this.settings = settings;
    this.clock = clock;
    this.workers =
        Executors.newFixedThreadPool(
            settings.threads(), Thread.ofPlatform().daemon().name("timer-poll-", 1).factory());
  }

  void start() {
    if (settings.enabled()) {
      again(Duration.ZERO);
    }
  }

  private void again(Duration in) {
    if (!rounds.isShutdown()) {
      var _ = rounds.schedule(this::round, in.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void round() {
    Duration next = AGAIN;
    try {
      if (!compared) {
        tzdb.goOver();
        compared = true;
      }
      Instant minute = spans.minute();
      overShards(true, minute);
      overShards(false, minute);
      if (spans.unfinished() == 0) {
        Instant now = timers.now();
        next = Duration.between(now, minuteAfter(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) { // whatever it was: the next round must come
      broken(e);
    }
    try {
      again(next);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed meanwhile", e);
    }
  }

  private static Instant minuteAfter(Instant now) {
    return now.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60).plusMillis(5);
  }

  private void overShards(boolean presentOnly, Instant minute) throws InterruptedException {
    ConcurrentLinkedQueue<Integer> shards = new ConcurrentLinkedQueue<>();
    for (int shard = 0; shard < Spans.SHARDS; shard++) {
      shards.add(shard);
    }
    List<Future<?>> working = new ArrayList<>();
    for (int thread = 0; thread < settings.threads(); thread++) {
      working.add(workers.submit(() -> work(shards, presentOnly, minute)));
    }
    for (Future<?> one : working) {
      try {
        one.get();
      } catch (ExecutionException e) {
        broken(e);
      }
    }
  }

  private void work(ConcurrentLinkedQueue<Integer> shards, boolean presentOnly, Instant minute) {
    Poll poll = polls.get();
    for (Integer shard = shards.poll(); shard != null; shard = shards.poll()) {
      try {
        if (presentOnly || spans.next(shard).isPresent()) {
          work(poll, shard, presentOnly, minute);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) { // the other shards must not wait for this one
        broken(e);
      }
    }
  }

  private void work(Poll poll, int shard, boolean presentOnly, Instant minute)
      throws InterruptedException {
    long asked = System.nanoTime();
    Optional<SimpleLock> lock =
        locks.lock(
            new LockConfiguration(
                clock.instant(), "timers-" + shard, settings.lock(), Duration.ZERO));
    if (lock.isEmpty()) {
      return;
    }
    try (ShardLock held = new ShardLock(lock.get(), settings, asked, System::nanoTime)) {
      Poll.Work work = poll.take(shard, held::isSure);
      if (presentOnly) {
        work.begin();
      }
      while (work.page(presentOnly)
          && held.isStillHeld()
          && (presentOnly || !spans.minute().isAfter(minute))) {
        // page by page
      }
    }
  }

  private void broken(Throwable e) {
    if (!rounds.isShutdown()) {
      metrics.failed();
      LOG.error("a round of the poll broke off; it is tried again after {}", AGAIN, e);
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    workers.shutdownNow();
    try {
      if (!rounds.awaitTermination(LAST_PAGE.toSeconds(), TimeUnit.SECONDS)
          || !workers.awaitTermination(LAST_PAGE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("a page did not end within {}", LAST_PAGE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
