package io.tidegate.worker.pipeline;

import io.tidegate.worker.failure.CallFailure;
import io.tidegate.worker.ring.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Settles what has ended, in batches, on a thread of its own. While the database is away outcomes
 * wait; when too many do, nothing new starts ({@link Gate#outcomesFull}).
 */
final class Settler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
  static final int BATCH = 10_000;
  private static final Duration AWAY = Duration.ofMillis(500);

  private final Consumer<List<Settlement>> settlements;
  private final Consumer<List<CallFailure>> callFailures;
  private final ObjLongConsumer<String> trials;
  private final Gate gate;
  private final TurnOutcomes outcomes;
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

  /**
   * A settler that works from {@link #start} on.
   *
   * @param settlements writes outcomes
   * @param callFailures writes failures of calls
   * @param trials is told with what a trial has finished, and which
   * @param most outcomes that wait at which nothing new starts
   * @param every how long outcomes wait that do not fill a batch
   */
  Settler(
      Consumer<List<Settlement>> settlements,
      Consumer<List<CallFailure>> callFailures,
      ObjLongConsumer<String> trials,
      Gate gate,
      TurnOutcomes outcomes,
      int most,
      Duration every) {
    this.settlements = settlements;
    this.callFailures = callFailures;
    this.trials = trials;
    this.gate = gate;
    this.outcomes = outcomes;
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

  /**
   * Settles what waits; false if the database is away. What ends meanwhile waits for the next time,
   * unless it fills a batch: a transaction for every few outcomes costs as much as one for all.
   */
  boolean settleWaiting() {
    try {
      do {
        fill();
        keepFailures();
        settleBatch();
      } while (waiting.get() >= BATCH || (closing && !ended.isEmpty()));
      away = false;
      return true;
    } catch (RuntimeException e) { // whatever it was: the thread must go on
      if (!away) {
        LOG.warn("the database is away; {} outcomes wait", waiting.get(), e);
      }
      away = true;
      return false;
    }
  }

  /** Whether a statement may do better later, as nothing is wrong with what it was to write. */
  private static boolean isPassing(RuntimeException e) {
    return e instanceof TransientDataAccessException
        || e instanceof DataAccessResourceFailureException
        || e instanceof TransactionException;
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

  private void keepFailures() {
    if (failures.isEmpty()) {
      return;
    }
    try {
      callFailures.accept(failures);
    } catch (RuntimeException e) {
      if (isPassing(e)) {
        throw e;
      }
      LOG.error("failures of calls were refused; each is kept alone", e);
      oneByOne(failures, failure -> callFailures.accept(List.of(failure)), "the failure of a call");
    }
    failures.clear();
  }

  private void settleBatch() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      settle(batch);
      over(batch.size());
    } catch (RuntimeException e) {
      if (isPassing(e)) {
        throw e;
      }
      LOG.error("a batch was refused; each of its outcomes is settled alone", e);
      int refused = batch.size();
      try {
        oneByOne(batch, work -> settle(List.of(work)), "an outcome, whose page will be swept,");
      } finally {
        over(refused - batch.size());
      }
    }
    batch.clear();
  }

  /** One bad row must not hold up the others; what is passing leaves the rest where it is. */
  private static <T> void oneByOne(List<T> rows, Consumer<T> write, String what) {
    for (Iterator<T> each = rows.iterator(); each.hasNext(); each.remove()) {
      try {
        write.accept(each.next());
      } catch (RuntimeException e) {
        if (isPassing(e)) {
          throw e;
        }
        LOG.error("{} is not written", what, e);
      }
    }
  }

  private void over(int settled) {
    if (waiting.addAndGet(-settled) <= most / 2) {
      gate.outcomesFull(false);
    }
  }

  private void settle(List<Work> ended) {
    List<Settlement> all = new ArrayList<>(ended.size());
    for (Work work : ended) {
      all.add(new Settlement(work.page().page(), work.user(), outcomes.of(work)));
    }
    settlements.accept(all);
    for (Work work : ended) {
      Long trial = work.trial();
      if (trial != null) {
        trials.accept(work.meaning().word(), trial);
      }
    }
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

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }
}
