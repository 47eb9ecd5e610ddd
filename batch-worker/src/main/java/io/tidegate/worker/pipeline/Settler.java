package io.tidegate.worker.pipeline;

import io.tidegate.policy.Policy;
import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.CallsToDo;
import io.tidegate.worker.call.Sinces;
import io.tidegate.worker.failure.CallFailure;
import io.tidegate.worker.failure.CallFailures;
import io.tidegate.worker.ring.Outcome;
import io.tidegate.worker.ring.Outcome.Made;
import io.tidegate.worker.ring.Retry;
import io.tidegate.worker.ring.Settlement;
import io.tidegate.worker.ring.Settlements;
import io.tidegate.worker.trial.TrialRecorder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Settles what has ended, in batches, on a thread of its own. While the database is away outcomes
 * wait; when too many do, nothing new starts ({@link Gate#outcomesFull}).
 */
final class Settler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
  private static final int BATCH = 2_000;
  private static final Duration AWAY = Duration.ofMillis(500);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Settlements settlements;
  private final CallFailures callFailures;
  private final TrialRecorder trials;
  private final Gate gate;
  private final DatabaseTime time;
  private final RandomGenerator random;
  private final int most;
  private final Duration every;
  private final Queue<Work> ended = new ConcurrentLinkedQueue<>();
  private final Queue<CallFailure> failed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final List<Work> batch = new ArrayList<>(BATCH);
  private final List<CallFailure> failures = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closing;
  private boolean away;

  Settler(
      Settlements settlements,
      CallFailures callFailures,
      TrialRecorder trials,
      Gate gate,
      DatabaseTime time,
      RandomGenerator random,
      int most,
      Duration every) {
    this.settlements = settlements;
    this.callFailures = callFailures;
    this.trials = trials;
    this.gate = gate;
    this.time = time;
    this.random = random;
    this.most = most;
    this.every = every;
    this.thread = Thread.ofPlatform().daemon().name("settler").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** A refresh has ended and all its bodies are safe. */
  void add(Work work) {
    ended.add(work);
    if (waiting.incrementAndGet() > most) {
      gate.outcomesFull(true);
    }
  }

  void failed(List<CallFailure> more) {
    failed.addAll(more);
  }

  /** Outcomes that are not settled yet. */
  int waiting() {
    return waiting.get();
  }

  private void run() {
    while (true) {
      boolean last = closing;
      boolean done = settleWaiting();
      if (last && done && ended.isEmpty() && failed.isEmpty()) {
        return;
      }
      Duration pause = done ? every : AWAY;
      if (Thread.interrupted()) {
        return;
      }
      if (!last || !done) {
        Pause.atMost(pause);
      }
    }
  }

  /** Settles what waits; false if the database is away. */
  private boolean settleWaiting() {
    try {
      do {
        fill();
        if (!failures.isEmpty()) {
          callFailures.keep(failures);
          failures.clear();
        }
        if (!batch.isEmpty()) {
          settle(batch);
          over(batch.size());
          batch.clear();
        }
      } while (!ended.isEmpty());
      away = false;
      return true;
    } catch (TransientDataAccessException
        | DataAccessResourceFailureException
        | TransactionException e) {
      if (!away) {
        LOG.warn("the database is away; {} outcomes wait", waiting.get(), e);
      }
      away = true;
      return false;
    } catch (RuntimeException e) { // one bad row must not hold up the others
      oneByOne(e);
      return true;
    }
  }

  private void fill() {
    for (CallFailure next = failures.size() < BATCH ? failed.poll() : null;
        next != null;
        next = failures.size() < BATCH ? failed.poll() : null) {
      failures.add(next);
    }
    for (Work next = batch.size() < BATCH ? ended.poll() : null;
        next != null;
        next = batch.size() < BATCH ? ended.poll() : null) {
      batch.add(next);
    }
  }

  private void oneByOne(RuntimeException cause) {
    LOG.error("a batch was refused; each of its outcomes is settled alone", cause);
    for (CallFailure failure : List.copyOf(failures)) {
      try {
        callFailures.keep(List.of(failure));
      } catch (DataAccessException e) {
        LOG.error("the failure of call {} is not kept", failure.transactionId(), e);
      }
    }
    failures.clear();
    for (Work work : List.copyOf(batch)) {
      try {
        settle(List.of(work));
      } catch (RuntimeException e) { // its page will be swept
        LOG.error("an outcome of page {} is not settled", work.page().page().key(), e);
      }
    }
    over(batch.size());
    batch.clear();
  }

  private void over(int settled) {
    if (waiting.addAndGet(-settled) <= most / 2) {
      gate.outcomesFull(false);
    }
  }

  private void settle(List<Work> ended) {
    List<Settlement> all = new ArrayList<>(ended.size());
    for (Work work : ended) {
      all.add(new Settlement(work.page().page(), work.user(), outcome(work)));
    }
    settlements.settle(all);
    for (Work work : ended) {
      Long trial = work.trial();
      if (trial != null) {
        trials.finished(trial, work.meaning().word());
      }
    }
  }

  /** What the ring is told of a user's turn. */
  private Outcome outcome(Work work) {
    Instant at = LaneMinute.instant(work.endedAt());
    return switch (work.ending()) {
      case REFRESHED ->
          new Outcome.Refreshed(
              at,
              work.refresh().isUnchanged(),
              work.refresh().newSinces().isEmpty()
                  ? null
                  : Sinces.write(work.refresh().sinces(), work.refresh().newSinces()));
      case FAILED -> failed(work, at);
      case GIVEN_BACK -> new Outcome.GivenBack(at, made(work), again(work, at), progress(work));
    };
  }

  private Outcome failed(Work work, Instant at) {
    Policy policy = work.refresh().terms().policy();
    ResponseClass meaning = work.meaning();
    return switch (meaning) {
      case THROTTLED, MAINTENANCE, OUTSIDE_WINDOW ->
          new Outcome.GivenBack(at, made(work), again(work, at), progress(work));
      case CONSENT_ENDED -> new Outcome.Ended(at, meaning, made(work));
      case QUOTA, AUTH, CONFIG, PERMANENT, ASSET_CLOSED ->
          new Outcome.GivenUp(at, meaning, made(work));
      case TRANSIENT, SUCCESS, UNCHANGED -> {
        Retry before = work.user().retry();
        int failures = 1 + (before == null ? 0 : before.attempts());
        yield policy.retry().givesUpAfter(failures)
            ? new Outcome.GivenUp(at, meaning, made(work))
            : new Outcome.Failed(
                at,
                meaning,
                made(work),
                at.plus(policy.retry().backoff(failures, random.nextDouble())),
                progress(work));
      }
    };
  }

  /**
   * When a user comes again whose turn did not fail: soon, but not before the institution's wish.
   */
  private Instant again(Work work, Instant at) {
    Instant wish = LaneMinute.instant(Math.max(work.notBefore(), work.endedAt()));
    Duration apart = Duration.ofMillis(random.nextLong(SOON.toMillis() * 10));
    return (wish.isAfter(at) ? wish : at).plus(SOON).plus(apart);
  }

  private static Made made(Work work) {
    return work.isBodyLost()
        ? Made.STARTS
        : work.refresh().hasSucceeded()
            ? Made.SUCCESSES
            : work.isOpen() ? Made.STARTS : Made.NOTHING;
  }

  private static @Nullable String progress(Work work) {
    CallsToDo left = work.isBodyLost() ? null : work.refresh().callsToDo();
    return left == null ? null : left.toJson();
  }

  /** Settles what is left, as far as the database takes it in the given time. */
  void drain(Duration atMost) {
    closing = true;
    LockSupport.unpark(thread);
    try {
      if (!thread.join(atMost)) {
        LOG.warn("{} outcomes are not settled; their pages will be swept", waiting.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The database's time, for whoever settles by it. */
  Instant now() {
    return time.now();
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }
}
