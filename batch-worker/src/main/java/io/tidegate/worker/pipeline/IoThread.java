package io.tidegate.worker.pipeline;

import io.tidegate.messages.Tally;
import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.Clients;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.call.Terms;
import io.tidegate.worker.failure.CallFailure;
import io.tidegate.worker.server.Registration;
import io.tidegate.worker.trial.TrialCall;
import io.vertx.core.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
  private static final long HAND_OVER = 10_000_000L;
  private static final long TIDY = 50_000_000L;
  private static final long TALLY = 1_000_000_000L;
  private static final int MANY = 512;

  private final Context context;
  private final Clients clients;
  private final DatabaseTime time;
  private final Gate gate;
  private final Consumer<Landed> outbox;
  private final TallyDesk tallies;
  private final Consumer<TrialCall> trials;
  private final Queue<Runnable> mail = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean offered = new AtomicBoolean();
  private final List<Lane> lanes = new ArrayList<>();
  private final Map<Integer, MinuteCells.Book> books = new HashMap<>();
  private volatile long nextDue = Long.MAX_VALUE;

  private List<Body> bodies = new ArrayList<>();
  private List<Work> ended = new ArrayList<>();
  private List<CallFailure> failures = new ArrayList<>();
  private long handedOver;
  private long tidied;
  private long tallied;
  private @Nullable Registration registration;

  IoThread(
      Context context,
      Clients clients,
      DatabaseTime time,
      Gate gate,
      Consumer<Landed> outbox,
      TallyDesk tallies,
      Consumer<TrialCall> trials) {
    this.context = context;
    this.clients = clients;
    this.time = time;
    this.gate = gate;
    this.outbox = outbox;
    this.tallies = tallies;
    this.trials = trials;
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
      due = Math.min(due, lane.nextDue(now));
    }
    if (tidy) {
      tidied = now;
      if (now - tallied >= TALLY) {
        tallied = now;
        tally();
      }
    }
    due = Math.min(due, handOver(now));
    nextDue = due;
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

  private long handOver(long now) {
    int waiting = bodies.size() + ended.size() + failures.size();
    if (waiting == 0) {
      return Long.MAX_VALUE;
    }
    if (waiting < MANY && now - handedOver < HAND_OVER) {
      return handedOver + HAND_OVER;
    }
    handedOver = now;
    Landed landed = new Landed(bodies, ended, failures);
    bodies = new ArrayList<>(bodies.size() + 8);
    ended = new ArrayList<>(ended.size() + 8);
    failures = new ArrayList<>(failures.size() + 8);
    outbox.accept(landed);
    return Long.MAX_VALUE;
  }

  void body(Body body) {
    body.work().owe();
    bodies.add(body);
  }

  void ended(Work work) {
    ended.add(work);
  }

  /** Shows a call of a trial. */
  void show(Work work, Exchange exchange, ResponseClass meaning, long now) {
    Long trial = work.trial();
    if (trial != null) {
      trials.accept(
          new TrialCall(
              trial,
              work.nextCall(),
              exchange.transactionId(),
              exchange.refresh().terms().callName(exchange.callIndex()),
              exchange.object(),
              exchange.page(),
              exchange.requestText(),
              exchange.status() == 0 ? null : exchange.status(),
              exchange.code(),
              meaning,
              exchange.answerText(),
              LaneMinute.instant(exchange.startedAt()),
              Duration.ofNanos(Math.max(0, now - exchange.startedAt()))));
    }
  }

  void failed(CallFailure failure) {
    failures.add(failure);
  }

  void count(Terms terms, long startedAt, int call, ResponseClass meaning, long nanos) {
    books
        .computeIfAbsent(terms.institutionId(), id -> new MinuteCells.Book())
        .count(terms, startedAt, call, meaning, nanos);
  }

  /** Hands the counts over; at once and with the wish, when an institution asks for a pause. */
  void asked(Terms terms, Instant blockedUntil, String reason) {
    MinuteCells.Book book = books.get(terms.institutionId());
    tallies.blocked(
        terms.institutionId(),
        terms.policy().code(),
        book == null ? List.of() : book.drain(),
        blockedUntil,
        reason);
  }

  private void tally() {
    books.forEach(
        (institutionId, book) -> {
          List<Tally.Count> counts = book.drain();
          if (!counts.isEmpty()) {
            tallies.counted(institutionId, counts);
          }
        });
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
    tally();
    handedOver = Long.MIN_VALUE / 2;
    handOver(now());
  }
}
