package io.tidegate.worker.pipeline;

import io.tidegate.worker.failure.CallFailure;
import io.tidegate.worker.ring.Settlement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Settles what has ended, in batches, on a thread of its own. While the database is away outcomes
 * wait; when too many do, nothing new starts ({@link Gate#outcomesFull}).
 */
final class Settler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  /** The most outcomes, and the most failures of calls, of one statement. */
  static final int BATCH = 10_000;

  /** SQLSTATEs of data that is none, that breaks a constraint, that is too large. */
  private static final Set<String> OF_DATA = Set.of("22", "23", "54");

  private static final Duration AWAY = Duration.ofMillis(500);

  private final Consumer<List<Settlement>> settlements;
  private final Consumer<List<CallFailure>> callFailures;
  private final ObjLongConsumer<String> trials;
  private final Gate gate;
  private final TurnOutcomes outcomes;
  private final int most;
  private final int full;
  private final Duration every;
  private final Queue<Work> ended = new ConcurrentLinkedQueue<>();
  private final Queue<CallFailure> failed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger failing = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();
  private final AtomicLong droppedInAll = new AtomicLong();
  private final List<Work> batch = new ArrayList<>(BATCH);
  private final List<CallFailure> failures = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closing;
  private boolean away;
  private boolean keeping = true;

  /**
   * A settler that works from {@link #start} on.
   *
   * @param settlements writes outcomes
   * @param callFailures writes failures of calls
   * @param trials is told with what a trial has finished, and which
   * @param most outcomes that wait at which nothing new starts, and failures of calls that may wait
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
    this.full = Math.clamp(most / 2, 1, BATCH);
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

  /** Failures of calls; of those that cannot be kept as many wait as outcomes do, no more. */
  void failed(List<CallFailure> more) {
    for (CallFailure one : more) {
      if (failing.incrementAndGet() <= most) {
        failed.add(one);
      } else {
        failing.decrementAndGet();
        dropped.incrementAndGet();
        droppedInAll.incrementAndGet();
      }
    }
  }

  /** Failures of calls that are not kept yet. */
  int failing() {
    return failing.get();
  }

  /** Failures of calls that were dropped, as too many waited. */
  long droppedInAll() {
    return droppedInAll.get();
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
   * Settles what waits and keeps failures; false if one or the other cannot be done now. What ends
   * meanwhile waits for the next time, unless it fills a batch: a transaction for every few
   * outcomes costs as much as one for all.
   */
  boolean settleWaiting() {
    boolean kept;
    boolean settled;
    do {
      fill();
      settled = settleBatch();
      kept = settled && keepFailures();
    } while (settled && (waiting.get() >= full || (closing && !ended.isEmpty())));
    return kept && settled;
  }

  /**
   * Whether something is wrong with the rows, so that no other attempt will do better. A database
   * that is away, is set to read only or lacks a right or a function refuses no row.
   */
  private static boolean isOfData(RuntimeException e) {
    if (e instanceof DataAccessException || e instanceof TransactionException) {
      for (Throwable one = e; one != null; one = one.getCause()) {
        if (one instanceof SQLException sql && sql.getSQLState() != null) {
          return OF_DATA.contains(sql.getSQLState().substring(0, 2));
        }
      }
      return false;
    }
    return true;
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

  /** Whether they are kept; if not they wait, and outcomes do not wait for them. */
  private boolean keepFailures() {
    try {
      write(failures, callFailures, this::kept, "the failure of a call");
      keeping = true;
    } catch (RuntimeException | Error e) { // whatever it was: the thread must go on
      if (keeping) {
        LOG.warn("no failures of calls can be kept now; {} wait", failing.get(), e);
      }
      keeping = false;
    }
    return keeping;
  }

  private boolean settleBatch() {
    try {
      write(batch, this::settle, this::over, "an outcome, whose page will be swept,");
      away = false;
    } catch (RuntimeException | Error e) { // whatever it was: the thread must go on
      if (!away) {
        LOG.warn("nothing can be settled now; {} outcomes wait", waiting.get(), e);
      }
      away = true;
    }
    return !away;
  }

  /**
   * Writes all rows at once, as a rule. Where they are refused, in halves of halves, until the bad
   * ones stand alone: they must not hold up the others. What is passing leaves the rest where it
   * is.
   */
  private static <T> void write(
      List<T> rows, Consumer<List<T>> statement, IntConsumer over, String what) {
    int part = rows.size();
    while (!rows.isEmpty()) {
      List<T> first = rows.subList(0, Math.min(part, rows.size()));
      try {
        statement.accept(List.copyOf(first));
      } catch (RuntimeException e) {
        if (!isOfData(e)) {
          throw e;
        }
        if (first.size() > 1) {
          part = first.size() / 2;
          continue;
        }
        LOG.error("{} is not written", what, e);
        part = rows.size();
      }
      over.accept(first.size());
      first.clear();
    }
  }

  private void kept(int kept) {
    failing.addAndGet(-kept);
    if (failing.get() <= most / 2 && dropped.get() > 0) {
      LOG.warn(
          "{} failures of calls were dropped, as they could not be kept", dropped.getAndSet(0));
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
        LOG.warn(
            "{} outcomes are not settled, whose pages will be swept; {} failures of calls are lost",
            waiting.get(),
            failing.get() + dropped.get());
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
