package io.tidegate.worker.pipeline;

import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.server.Registration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a lane's calls. A call starts from its ticket's instant until 20 ms after it, or not at
 * all; a ticket that cannot be used lapses, and whoever was to have it takes the next one. I/O
 * thread only; nothing here waits, and nothing is made that a call does not need.
 */
final class Starts implements Waiting.Leave {
  private static final Logger LOG = LoggerFactory.getLogger(Starts.class);

  /** How long after its instant a ticket is good for. */
  static final long VALIDITY = 20_000_000L;

  private final int institutionId;
  private final IoThread io;
  private final CircuitGuard guard;
  private final Reach reach;
  private final Waiting waiting;
  private final Turns turns;
  private final InFlight inFlight;
  private final LaneCounts counts;
  private long registration;

  Starts(
      int institutionId,
      IoThread io,
      CircuitGuard guard,
      Reach reach,
      Waiting waiting,
      Turns turns,
      InFlight inFlight,
      LaneCounts counts) {
    this.institutionId = institutionId;
    this.io = io;
    this.guard = guard;
    this.reach = reach;
    this.waiting = waiting;
    this.turns = turns;
    this.inFlight = inFlight;
    this.counts = counts;
  }

  /** Number of the registration under which the latest call started; 0 before the first. */
  long registration() {
    return registration;
  }

  /** Uses the next ticket, whose instant has come, for the first who may start at it. */
  void use(DueTickets tickets, long now) {
    long instant = tickets.instant();
    Unused why = attempt(tickets, instant, now);
    if (why != null) {
      counts.unused(waiting.isReady(instant) ? why : Unused.NOBODY);
    }
  }

  /** Why the ticket starts no call; null if it does. */
  private @Nullable Unused attempt(DueTickets tickets, long instant, long now) {
    if (now - instant > VALIDITY) {
      return Unused.LATE;
    }
    Registration held = io.registration();
    if (held == null) {
      return Unused.SHUT;
    }
    if (!guard.admits(institutionId, now) || instant >= tickets.minute().openUntil()) {
      return Unused.HELD;
    }
    if (!tickets.isOfPart(io.warmth(now) * guard.rateFactor(institutionId))) {
      return Unused.PART;
    }
    registration = held.number();
    if (!inFlight.hasRoom(reach.share(), now) || !reach.endpoints().hasRoom()) {
      return Unused.FULL;
    }
    Work work = waiting.first(instant, now, this);
    return work == null ? Unused.LIMITS : start(work, held, instant, now);
  }

  @Override
  public boolean mayStart(Work work, long now) {
    return (work.isOpen() || turns.open() < mostOpen())
        && reach.limits().admit(work.refresh().callIndex(), now)
        && work.mayCall(now)
        && !work.page().isOver(io.time().nanoTime());
  }

  private int mostOpen() {
    return Math.max(16, 4 * reach.share());
  }

  private @Nullable Unused start(Work work, Registration held, long instant, long now) {
    String id = reach.terms().policy().access().transactionIds().id(held.number(), held.nextCall());
    Exchange exchange;
    try {
      exchange =
          Exchange.start(
              reach.endpoints(),
              reach.limits(),
              work.refresh(),
              id,
              io.time(),
              instant + VALIDITY,
              work);
    } catch (IllegalArgumentException e) {
      LOG.warn("a call of {} cannot be made", work.refresh().callName(), e);
      waiting.remove(work);
      turns.end(work, Work.Ending.FAILED, ResponseClass.PERMANENT, now);
      return Unused.LIMITS;
    }
    if (exchange == null) {
      return io.now() - instant > VALIDITY ? Unused.LATE : Unused.FULL;
    }
    waiting.remove(work);
    turns.started(work, exchange.startedAt());
    reach.limits().started(exchange);
    inFlight.started(exchange);
    counts.started(exchange.startedAt() - instant);
    io.started(exchange);
    return null;
  }
}
