package io.tidegate.worker.pipeline;

import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.Endpoints;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.call.Refresh;
import io.tidegate.worker.call.Terms;
import java.util.List;
import java.util.function.Function;

/**
 * A lane at work, on its I/O thread: slices come in, tickets fall due, calls start, answers come
 * back, turns end. Each of these has a type of its own; the lane lets them play together.
 */
final class Lane implements Runnable {
  /** Waiting work is given back when there was no ticket for so long. */
  static final long DESERTED = 15_000_000_000L;

  /** A shorter block is waited out; for a longer one, what waits is dropped back. */
  private static final long WAITED_OUT = 2_000_000_000L;

  private final IoThread io;
  private final Reins reins;
  private final LaneCounts counts;
  private final Reach reach;
  private final DueTickets tickets = new DueTickets();
  private final Waiting waiting = new Waiting();
  private final Arrears arrears = new Arrears();
  private final InFlight inFlight;
  private final Turns turns;
  private final Starts starts;
  private final Answers answers;
  private long ownedUntil = Long.MIN_VALUE;
  private long closedFrom = Long.MAX_VALUE;
  private int ready;
  private volatile int present;

  /**
   * A lane without slices.
   *
   * @param lane from 0
   * @param lanes of the institution
   * @param connector makes a policy's endpoints
   */
  Lane(
      IoThread io,
      Terms terms,
      int lane,
      int lanes,
      CircuitGuard guard,
      Reins reins,
      LaneCounts counts,
      Function<Terms, Endpoints> connector) {
    int id = terms.institutionId();
    this.io = io;
    this.reins = reins;
    this.counts = counts;
    this.reach = new Reach(terms, lane, lanes, connector, io.time());
    this.inFlight = new InFlight(io);
    this.turns = new Turns(io, waiting, reins, counts);
    this.starts = new Starts(id, io, guard, reach, waiting, turns, inFlight, counts);
    this.answers = new Answers(id, io, reins, counts);
  }

  // --- any thread ---

  IoThread io() {
    return io;
  }

  /**
   * How many users the next claim takes.
   *
   * @param planned users whom the plan has in its span
   * @param unused the part of the page before that is still to be used, 0 to 1
   */
  int wanted(int planned, double unused) {
    return arrears.wanted(planned, unused);
  }

  /** Users who wait or whose refresh is open: while there are any, the lane needs tickets. */
  int present() {
    return present;
  }

  // --- the I/O thread ---

  /** From the next slice on the lane works under these terms. */
  void use(Terms terms) {
    reach.use(terms);
  }

  /** Opens connections ahead of the first ticket of a minute. */
  void prepare(double callsPerSecond) {
    reach.endpoints().prepare((int) Math.ceil(callsPerSecond / 10) + 2);
  }

  /**
   * A span is ours. If the one before was not, calls of the worker before may still be in flight,
   * until a response time-out is over: they come off the share.
   *
   * @param users of the lane whom other workers have in open pages
   */
  void own(long from, long until, int users) {
    if (from > ownedUntil && users > 0) {
      inFlight.others(users, Math.max(from, io.now()) + reach.responseTimeout());
    }
    ownedUntil = until;
  }

  /** There are no tickets from then on, for so long that nobody is to wait for the next ones. */
  void closes(long instant) {
    closedFrom = instant;
  }

  /** Another worker has the lane's tickets now: it shall have the users too. */
  void leave() {
    dropBack();
    turns.breakOffWaiting(io.now());
    ownedUntil = Long.MIN_VALUE;
  }

  void add(Slice slice) {
    if (slice.from() >= closedFrom && slice.firstTicket() < slice.endTicket()) {
      closedFrom = Long.MAX_VALUE;
    }
    tickets.add(slice);
    for (Work work : slice.users()) {
      work.take(this);
      waiting.add(work);
    }
    if (io.isStopping()) {
      dropBack();
    }
  }

  /** A step: uses the tickets whose instants have come. */
  @Override
  public void run() {
    for (long now = io.now(); tickets.isDue(now); now = io.now()) {
      starts.use(tickets, now);
      tickets.pass();
    }
  }

  /** A call of this lane has its outcome. */
  void ended(Work work, Exchange exchange) {
    inFlight.ended();
    long now = io.now();
    ResponseClass meaning = answers.take(work, exchange, starts.registration(), now);
    Refresh.Step next = work.refresh().after(meaning, exchange);
    switch (next) {
      case DONE -> turns.end(work, Work.Ending.REFRESHED, meaning, now);
      case BROKEN_OFF -> {
        ResponseClass why = meaning.isSuccess() ? ResponseClass.PERMANENT : meaning;
        turns.end(work, Work.Ending.FAILED, why, now);
      }
      case GOES_ON -> {
        if (io.isStopping() || work.page().isOver(io.time().nanoTime())) {
          turns.end(work, Work.Ending.GIVEN_BACK, meaning, now);
        } else {
          work.readyAt(now);
          waiting.add(work);
          io.due(nextDue());
        }
      }
    }
  }

  /** Every 50 ms: time-outs, ends of pages, connections. */
  void tidy(long now) {
    inFlight.timeOut(now, reach.responseTimeout());
    if (reins.blockedUntil() > now + WAITED_OUT || isClosed(now)) {
      turns.dropBack(now);
      turns.breakOffWaiting(now);
    } else {
      turns.giveBackEnded(now, io.time().nanoTime());
    }
    if (!tickets.isEmpty()) {
      reach.endpoints().prepare(inFlight.size() + inFlight.size() / 4 + 2);
      failUnreachable(now);
    }
    reach.tidy();
    count(now);
  }

  /** Whether the last ticket before a close, or before nobody knows what, has lapsed. */
  private boolean isClosed(long now) {
    return now - Starts.VALIDITY >= closedFrom || now - tickets.lastUntil() > DESERTED;
  }

  /** No connection could be made: the users who were next have had their attempt. */
  private void failUnreachable(long now) {
    for (int failed = reach.endpoints().takeUnreachable(); failed > 0; failed--) {
      Work next = waiting.pollNotBegun(now);
      if (next == null) {
        return;
      }
      io.books().count(reach.terms(), now, next.refresh().callIndex(), ResponseClass.TRANSIENT, 0);
      turns.end(next, Work.Ending.FAILED, ResponseClass.TRANSIENT, now);
    }
  }

  private void count(long now) {
    int before = ready;
    ready = waiting.notBegun(now);
    counts.waiting.addAndGet(ready - before);
    arrears.are(waiting.notBegun(tickets.behindPlan()));
    present = waiting.size() + inFlight.size();
  }

  /** Gives back whoever waits and has not begun. */
  void dropBack() {
    turns.dropBack(io.now());
  }

  /** Gives back users who never were in a queue here. */
  void giveBack(List<Work> users) {
    turns.giveBack(users, io.now());
  }

  /** Gives up what is in flight too. */
  void breakOff() {
    turns.breakOffWaiting(io.now());
    inFlight.breakOff();
    reach.close();
  }

  int inFlight() {
    return inFlight.size();
  }

  /** When the next ticket is that somebody could use. */
  long nextDue() {
    return waiting.isEmpty() ? Long.MAX_VALUE : tickets.next();
  }
}
