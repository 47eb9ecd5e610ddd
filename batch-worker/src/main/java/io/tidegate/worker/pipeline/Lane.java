package io.tidegate.worker.pipeline;

import io.tidegate.policy.RateLimit;
import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.Balancer;
import io.tidegate.worker.call.Endpoints;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.call.Refresh;
import io.tidegate.worker.call.Terms;
import io.tidegate.worker.failure.CallFailure;
import io.tidegate.worker.server.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane at work, on its I/O thread: it turns tickets into calls.
 *
 * <p>At each ticket's instant it takes the first that is ready: follow-up calls of open refreshes,
 * then retries, then first calls. A ticket that cannot be used within 20 ms lapses; whoever was to
 * have it takes the next one.
 */
final class Lane implements Runnable, Balancer.Candidates {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** How long after its instant a ticket is good for. */
  static final long VALIDITY = 20_000_000L;

  /** Waiting work is given back when there was no ticket for so long. */
  private static final long DESERTED = 15_000_000_000L;

  /** A shorter block is waited out; for a longer one, what waits is dropped back. */
  private static final long WAITED_OUT = 2_000_000_000L;

  /** How far a queue is searched for work that a narrow limit does not hold up. */
  private static final int SEARCHED = 16;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration MAINTENANCE_PAUSE = Duration.ofSeconds(10);

  private final IoThread io;
  private final int institutionId;
  private final int lane;
  private final int lanes;
  private final CircuitGuard guard;
  private final Reins reins;
  private final LaneCounts counts;
  private final Function<Terms, Endpoints> connector;

  private final Deque<Slice> slices = new ArrayDeque<>();
  private final Deque<Work> followUps = new ArrayDeque<>();
  private final Deque<Work> retries = new ArrayDeque<>();
  private final Deque<Work> fresh = new ArrayDeque<>();
  private final Deque<Exchange> inFlight = new ArrayDeque<>();

  private Terms terms;
  private Endpoints endpoints;
  private final List<Endpoints> former = new ArrayList<>();
  private @Nullable Spacing[] endpointSpacing = new Spacing[0];
  private @Nullable Spacing[] callSpacing = new Spacing[0];
  private int share;
  private long responseTimeout;
  private boolean reading;
  private int flying;
  private int open;
  private int ticket;
  private int others;
  private long othersUntil = Long.MIN_VALUE;
  private long ownedUntil = Long.MIN_VALUE;
  private long registrationNumber;
  private long lastSlice;
  private Duration pause = FIRST_PAUSE;
  private volatile int late;
  private volatile int present;

  Lane(
      IoThread io,
      Terms terms,
      int lane,
      int lanes,
      CircuitGuard guard,
      Reins reins,
      LaneCounts counts,
      Function<Terms, Endpoints> connector) {
    this.io = io;
    this.institutionId = terms.institutionId();
    this.lane = lane;
    this.lanes = lanes;
    this.guard = guard;
    this.reins = reins;
    this.counts = counts;
    this.connector = connector;
    this.terms = terms;
    this.endpoints = connector.apply(terms);
    limits();
  }

  // --- any thread ---

  IoThread io() {
    return io;
  }

  /** Users who were ready and have had no ticket yet: the next claim takes that many fewer. */
  int late() {
    return late;
  }

  /** Users who wait or whose refresh is open: while there are any, the lane needs tickets. */
  int present() {
    return present;
  }

  // --- the I/O thread ---

  private void limits() {
    share = Math.max(1, terms.policy().maxInFlight() / lanes);
    responseTimeout = terms.policy().timeouts().response().toNanos();
    endpointSpacing = new Spacing[endpoints.size()];
    callSpacing = new Spacing[terms.calls()];
    for (RateLimit limit : terms.policy().limits()) {
      long window = limit.window(terms.policy().pace().allowance()).toNanos();
      int part = Spacing.part(limit.calls(), lane, lanes);
      switch (limit.scope()) {
        case ENDPOINT -> {
          for (int i = 0; i < endpointSpacing.length; i++) {
            endpointSpacing[i] = Spacing.both(endpointSpacing[i], part, window);
          }
        }
        case CALL -> {
          for (int i = 0; i < callSpacing.length; i++) {
            if (limit.call() == null || limit.call().equals(terms.callName(i))) {
              callSpacing[i] = Spacing.both(callSpacing[i], part, window);
            }
          }
        }
        case CONSENT, INSTITUTION -> {} // the refresh's own, and the tickets'
      }
    }
  }

  /** From the next slice on the lane works under these terms. */
  void use(Terms newTerms) {
    if (newTerms == terms) {
      return;
    }
    boolean sameWay =
        newTerms.policy().access().equals(terms.policy().access())
            && newTerms.policy().maxInFlight() == terms.policy().maxInFlight();
    boolean samePace = newTerms.policy().pace().equals(terms.policy().pace());
    terms = newTerms;
    if (!sameWay) {
      former.add(endpoints);
      endpoints = connector.apply(newTerms);
    }
    if (!sameWay || !samePace || callSpacing.length != newTerms.calls()) {
      limits();
    }
  }

  /** Opens connections ahead of the first ticket of a minute. */
  void prepare(double callsPerSecond) {
    endpoints.prepare((int) Math.ceil(callsPerSecond / 10) + 2);
  }

  /**
   * A span is ours. If the one before was not, calls of the worker before may still be in flight,
   * until a response time-out is over: they come off the share.
   *
   * @param users of the lane whom other workers have in open pages
   */
  void own(long from, long until, int users) {
    if (from > ownedUntil && users > 0) {
      others = users;
      othersUntil = Math.max(from, io.now()) + responseTimeout;
    }
    ownedUntil = until;
  }

  /** Another worker has the lane's tickets now: it shall have the users too. */
  void leave() {
    dropBack();
    breakOffWaiting(io.now());
    ownedUntil = Long.MIN_VALUE;
  }

  void add(Slice slice) {
    if (slices.isEmpty()) {
      ticket = slice.firstTicket();
    }
    slices.add(slice);
    for (Work work : slice.users()) {
      work.take(this);
      (work.isRetry() ? retries : fresh).add(work);
    }
    lastSlice = slice.until();
    if (io.isStopping()) {
      dropBack();
    }
  }

  /** A step: uses the tickets whose instants have come. */
  @Override
  public void run() {
    long now = io.now();
    while (true) {
      Slice slice = slices.peek();
      if (slice == null) {
        return;
      }
      if (ticket >= slice.endTicket()) {
        slices.poll();
        Slice next = slices.peek();
        if (next != null) {
          ticket = next.firstTicket();
        }
        continue;
      }
      long instant = slice.minute().ticket(ticket);
      if (instant > now) {
        return;
      }
      if (now - instant > VALIDITY) {
        lapse(instant);
      } else {
        use(slice.minute(), instant, now);
        now = io.now();
      }
      ticket++;
    }
  }

  private void lapse(long instant) {
    if (isReady(followUps, instant) || isReady(retries, instant) || isReady(fresh, instant)) {
      counts.lapsed();
    }
  }

  private static boolean isReady(Deque<Work> queue, long instant) {
    Work first = queue.peek();
    return first != null && first.readyAt() <= instant;
  }

  private void use(LaneMinute minute, long instant, long now) {
    Registration registration = io.registration();
    if (registration == null
        || !guard.admits(institutionId, now)
        || !isUsable(io.warmth(now) * guard.rateFactor(institutionId))
        || instant >= minute.openUntil()) {
      return;
    }
    registrationNumber = registration.number();
    if (flying >= (now < othersUntil ? share - others : share) || endpoints.room() == 0) {
      lapse(instant);
      return;
    }
    if (tryFirst(followUps, instant, now, registration)
        || tryFirst(retries, instant, now, registration)) {
      return;
    }
    tryFirst(fresh, instant, now, registration);
  }

  /** Of the lane's tickets in a minute the given part, evenly spread. */
  private boolean isUsable(double part) {
    return part >= 1 || Math.floor((ticket + 1) * part) > Math.floor(ticket * part);
  }

  /** Starts the first work of a queue that may start; true if the ticket is used up. */
  private boolean tryFirst(Deque<Work> queue, long instant, long now, Registration registration) {
    int searched = 0;
    for (Iterator<Work> each = queue.iterator(); each.hasNext() && searched < SEARCHED; ) {
      Work work = each.next();
      searched++;
      if (work.readyAt() > instant) {
        return false;
      }
      if ((!work.isOpen() && open >= mostOpen()) || !mayStart(work, now)) {
        continue;
      }
      if (work.page().endsAt() - io.time().nanoTime() <= 0) {
        continue; // tidied away soon
      }
      String id =
          terms
              .policy()
              .access()
              .transactionIds()
              .id(registration.number(), registration.nextCall());
      Exchange exchange;
      try {
        exchange =
            Exchange.start(
                endpoints, this, work.refresh(), id, io.time(), instant + VALIDITY, work);
      } catch (IllegalArgumentException e) {
        each.remove();
        LOG.warn("a call of {} cannot be made", work.refresh().callName(), e);
        end(work, Work.Ending.FAILED, ResponseClass.PERMANENT, now);
        return true;
      }
      if (exchange == null) {
        counts.lapsed();
        return true;
      }
      each.remove();
      started(work, exchange, instant);
      return true;
    }
    return false;
  }

  private int mostOpen() {
    return Math.max(16, 4 * share);
  }

  private boolean mayStart(Work work, long now) {
    int call = work.refresh().callIndex();
    Spacing spacing = call < callSpacing.length ? callSpacing[call] : null;
    return (spacing == null || spacing.allows(now)) && work.mayCall(now);
  }

  @Override
  public boolean canTake(int endpoint) {
    Spacing spacing = endpointSpacing[endpoint];
    return endpoints.canTake(endpoint) && (spacing == null || spacing.allows(io.now()));
  }

  @Override
  public int inFlight(int endpoint) {
    return endpoints.inFlight(endpoint);
  }

  private void started(Work work, Exchange exchange, long instant) {
    if (!work.isOpen()) {
      open++;
      counts.open.incrementAndGet();
    }
    long at = exchange.startedAt();
    work.started(at);
    Spacing ofCall = callSpacing[exchange.callIndex()];
    if (ofCall != null) {
      ofCall.started(at);
    }
    Spacing ofEndpoint = endpointSpacing[exchange.endpoint()];
    if (ofEndpoint != null) {
      ofEndpoint.started(at);
    }
    flying++;
    inFlight.add(exchange);
    counts.started(at - instant);
  }

  /** An exchange of this lane has its outcome. */
  void ended(Work work, Exchange exchange) {
    flying--;
    long now = io.now();
    Refresh refresh = work.refresh();
    Terms under = refresh.terms();
    ResponseClass meaning = under.classify(exchange);
    counts.ended(meaning);
    io.count(
        under, exchange.startedAt(), exchange.callIndex(), meaning, now - exchange.startedAt());
    obey(under, meaning, exchange, now);
    if (meaning.isSuccess()) {
      publish(work, exchange);
    } else {
      io.failed(failure(exchange, meaning, now));
    }
    if (work.trial() != null) {
      io.show(work, exchange, meaning, now);
    }
    switch (refresh.after(meaning, exchange)) {
      case DONE -> end(work, Work.Ending.REFRESHED, meaning, now);
      case BROKEN_OFF ->
          end(
              work,
              Work.Ending.FAILED,
              meaning.isSuccess() ? ResponseClass.PERMANENT : meaning,
              now);
      case GOES_ON -> {
        if (io.isStopping() || work.page().endsAt() - io.time().nanoTime() <= 0) {
          end(work, Work.Ending.GIVEN_BACK, meaning, now);
        } else {
          work.readyAt(now);
          followUps.add(work);
        }
      }
    }
  }

  private void publish(Work work, Exchange exchange) {
    if (exchange.refresh().terms().policy().bodies() && exchange.hasBody()) {
      io.body(new Body(work, exchange));
    }
  }

  private CallFailure failure(Exchange exchange, ResponseClass meaning, long now) {
    return new CallFailure(
        exchange.transactionId(),
        institutionId,
        exchange.refresh().user(),
        exchange.refresh().terms().callName(exchange.callIndex()),
        exchange.object(),
        exchange.page(),
        meaning,
        exchange.status() == 0 ? null : exchange.status(),
        exchange.code(),
        LaneMinute.instant(exchange.startedAt()),
        Duration.ofNanos(Math.max(0, now - exchange.startedAt())),
        registrationNumber);
  }

  /** Does what the institution asks for, here at once, and tells all others. */
  private void obey(Terms under, ResponseClass meaning, Exchange exchange, long now) {
    Instant at = LaneMinute.instant(now);
    Instant until = exchange.blockedUntil(meaning.isSuccess(), at);
    if (until == null) {
      switch (meaning) {
        case THROTTLED -> {
          // It names no time: wait longer each time, until it is content.
          until = at.plus(pause);
          pause = pause.multipliedBy(2);
          pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
        case MAINTENANCE, OUTSIDE_WINDOW -> until = at.plus(MAINTENANCE_PAUSE);
        case SUCCESS, UNCHANGED -> pause = FIRST_PAUSE;
        default -> {}
      }
    }
    if (until != null && reins.block(until)) {
      io.asked(under, until, meaning.word() + " (" + exchange.status() + ")");
    }
  }

  private void end(Work work, Work.Ending how, ResponseClass meaning, long now) {
    if (work.isOpen()) {
      open--;
      counts.open.decrementAndGet();
    }
    if (how == Work.Ending.REFRESHED) {
      counts.refreshed();
    }
    work.end(how, meaning, now, reins.blockedUntil());
    io.ended(work);
  }

  /** Every 50 ms: time-outs, ends of pages, connections. */
  void tidy(long now) {
    timeOut(now);
    long nano = io.time().nanoTime();
    boolean blocked = reins.blockedUntil() > now + WAITED_OUT;
    if (blocked || now - lastSlice > DESERTED) {
      dropBack();
      breakOffWaiting(now);
    } else {
      giveBackEnded(fresh, now, nano);
      giveBackEnded(retries, now, nano);
      giveBackEnded(followUps, now, nano);
    }
    if (!slices.isEmpty()) {
      endpoints.prepare(flying + flying / 4 + 2);
      failUnreachable(now);
    }
    endpoints.closeIdle();
    former.removeIf(
        old -> {
          if (old.isQuiet()) {
            old.close();
          }
          return old.isQuiet();
        });
    counted(now);
  }

  /**
   * Gives up calls whose answers are overdue, but only after what lies in the sockets was read:
   * when this thread was held up (a stopped process, a collection of garbage), answers may have
   * come in time that nobody has looked at, and a success that is taken for a time-out would be
   * called again.
   */
  private void timeOut(long now) {
    if (!reading && isOverdue(now)) {
      reading = true;
      io.afterReading(
          () -> {
            reading = false;
            while (isOverdue(now)) {
              inFlight.remove().giveUp(Exchange.Trouble.TIMEOUT);
            }
          });
    }
  }

  /** Whether the oldest call in flight has had no answer within the response time-out. */
  private boolean isOverdue(long now) {
    while (!inFlight.isEmpty() && inFlight.peek().isEnded()) {
      inFlight.poll();
    }
    return !inFlight.isEmpty() && now - inFlight.peek().startedAt() >= responseTimeout;
  }

  /** No connection could be made: the users who were next have had their attempt. */
  private void failUnreachable(long now) {
    for (int failed = endpoints.takeUnreachable(); failed > 0; failed--) {
      Work next = fresh.isEmpty() ? retries.peek() : fresh.peek();
      if (next == null || next.readyAt() > now) {
        return;
      }
      (fresh.isEmpty() ? retries : fresh).poll();
      io.count(terms, now, next.refresh().callIndex(), ResponseClass.TRANSIENT, 0);
      end(next, Work.Ending.FAILED, ResponseClass.TRANSIENT, now);
    }
  }

  private void giveBackEnded(Deque<Work> queue, long now, long nano) {
    for (Work first = queue.peek();
        first != null && first.page().endsAt() - nano <= 0;
        first = queue.peek()) {
      queue.poll();
      end(first, Work.Ending.GIVEN_BACK, ResponseClass.TRANSIENT, now);
    }
  }

  /** Gives back whoever waits and has not begun. */
  void dropBack() {
    giveBackAll(fresh);
    giveBackAll(retries);
  }

  /** Gives back users who never were in a queue here. */
  void giveBack(List<Work> users) {
    long now = io.now();
    users.forEach(work -> end(work, Work.Ending.GIVEN_BACK, ResponseClass.TRANSIENT, now));
  }

  private void giveBackAll(Deque<Work> queue) {
    for (Work work = queue.poll(); work != null; work = queue.poll()) {
      end(work, Work.Ending.GIVEN_BACK, ResponseClass.TRANSIENT, io.now());
    }
  }

  /** Refreshes that wait for their next call's ticket are left where they stand. */
  private void breakOffWaiting(long now) {
    for (Work work = followUps.poll(); work != null; work = followUps.poll()) {
      end(work, Work.Ending.GIVEN_BACK, ResponseClass.TRANSIENT, now);
    }
  }

  /** Gives up what is in flight too. */
  void breakOff() {
    breakOffWaiting(io.now());
    for (Exchange exchange = inFlight.poll(); exchange != null; exchange = inFlight.poll()) {
      exchange.giveUp(Exchange.Trouble.TIMEOUT);
    }
    endpoints.close();
    former.forEach(Endpoints::close);
  }

  private void counted(long now) {
    int waiting = 0;
    for (Deque<Work> queue : List.of(fresh, retries)) {
      for (Work work : queue) {
        if (work.readyAt() >= now) {
          break;
        }
        waiting++;
      }
    }
    counts.waiting.addAndGet(waiting - late);
    late = waiting;
    present = fresh.size() + retries.size() + followUps.size() + flying;
  }

  int inFlight() {
    return flying;
  }

  /** When the next ticket is that somebody could use. */
  long nextDue(long now) {
    Slice slice = slices.peek();
    if (slice == null || (followUps.isEmpty() && retries.isEmpty() && fresh.isEmpty())) {
      return Long.MAX_VALUE;
    }
    return ticket < slice.endTicket() ? slice.minute().ticket(ticket) : slice.until();
  }
}
