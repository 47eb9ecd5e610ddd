package io.tidegate.worker.pipeline;

import io.tidegate.worker.call.Clients;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.server.Registration;
import io.tidegate.worker.trial.TrialCall;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop and the lanes that live on it. The pacing clock offers it steps; in a step every
 * lane uses the tickets whose instants have come, and what has landed is handed over, once for all
 * lanes.
 */
final class IoThread {
  private static final Logger LOG = LoggerFactory.getLogger(IoThread.class);
  private static final long TIDY = 50_000_000L;
  private static final long TALLY = 1_000_000_000L;

  private final Context context;
  private final Clients clients;
  private final DatabaseTime time;
  private final Gate gate;
  private final Landing landing;
  private final CallBooks books;
  private final Consumer<TrialCall> trials;
  private final Consumer<Exchange> ledger;
  private final Queue<Runnable> mail = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean offered = new AtomicBoolean();
  private final List<Lane> lanes = new ArrayList<>();
  private volatile long nextDue = Long.MAX_VALUE;
  private volatile LongConsumer clock = instant -> {};
  private long tidied;
  private long tallied;
  private @Nullable Registration registration;

  IoThread(
      Context context,
      Clients clients,
      DatabaseTime time,
      Gate gate,
      Consumer<Landed> outbox,
      Tallying tallies,
      Consumer<TrialCall> trials,
      Consumer<Exchange> ledger) {
    this.context = context;
    this.clients = clients;
    this.time = time;
    this.gate = gate;
    this.landing = new Landing(outbox);
    this.books = new CallBooks(tallies);
    this.trials = trials;
    this.ledger = ledger;
  }

  // --- any thread ---

  /** Has something done on this thread, within the next step. */
  void post(Runnable letter) {
    mail.add(letter);
    nextDue = Long.MIN_VALUE;
  }

  /** The instant before which no step is needed. */
  long nextDue() {
    return nextDue;
  }

  /** From now on this clock offers the steps: it is told when one is needed before the next. */
  void follow(LongConsumer newClock) {
    clock = newClock;
  }

  /** Runs a step soon, unless one is about to run. */
  void offerStep() {
    if (offered.compareAndSet(false, true)) {
      context.runOnContext(nothing -> step());
    }
  }

  // --- this thread only ---

  /**
   * Has something done after all that lies in the sockets now has been read and accounted for,
   * however long this thread was held up before. A timer that is set by a task runs in a later turn
   * of the event loop, and each turn reads first.
   */
  void afterReading(Runnable act) {
    context.owner().setTimer(1, over -> guarded(act));
  }

  void add(Lane lane) {
    lanes.add(lane);
  }

  /** An answer brought work that is due then, perhaps before anything the clock knows of. */
  void due(long instant) {
    if (instant < nextDue) {
      nextDue = instant;
      if (!mail.isEmpty()) {
        nextDue = Long.MIN_VALUE; // posted in between
      }
      clock.accept(instant);
    }
  }

  Clients clients() {
    return clients;
  }

  long now() {
    return time.getAsLong();
  }

  DatabaseTime time() {
    return time;
  }

  /** Under what to act; null if nothing may start. */
  @Nullable Registration registration() {
    return registration;
  }

  double warmth(long now) {
    return gate.warmth(now);
  }

  boolean isStopping() {
    return gate.isStopping();
  }

  Landing landing() {
    return landing;
  }

  CallBooks books() {
    return books;
  }

  /** Shows a call of a trial. */
  void show(TrialCall call) {
    trials.accept(call);
  }

  /** A call has started. */
  void started(Exchange exchange) {
    ledger.accept(exchange);
  }

  private void step() {
    offered.set(false);
    long now = now();
    registration = gate.open();
    for (Runnable letter = mail.poll(); letter != null; letter = mail.poll()) {
      guarded(letter);
    }
    long due = now + TIDY;
    boolean tidy = now - tidied >= TIDY;
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      if (tidy) {
        guarded(() -> lane.tidy(now()));
      }
      guarded(lane);
      due = Math.min(due, lane.nextDue());
    }
    if (tidy) {
      tidied = now;
      if (now - tallied >= TALLY) {
        tallied = now;
        books.handOver();
      }
    }
    nextDue = Math.min(due, landing.handOver(now));
    if (!mail.isEmpty()) {
      nextDue = Long.MIN_VALUE;
    }
  }

  /** A fault in one lane must not stop the others, nor the clock. */
  private static void guarded(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException e) {
      LOG.error("a step of a lane failed", e);
    }
  }

  /** Calls in flight over all lanes. */
  int inFlight() {
    int calls = 0;
    for (Lane lane : lanes) {
      calls += lane.inFlight();
    }
    return calls;
  }

  /** Gives everything back that has not begun, and with {@code atOnce} what has. */
  void stop(boolean atOnce) {
    for (Lane lane : lanes) {
      lane.dropBack();
      if (atOnce) {
        lane.breakOff();
      }
    }
    books.handOver();
    landing.handOver();
  }
}
