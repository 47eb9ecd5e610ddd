package io.tidegate.worker.pipeline;

import io.tidegate.policy.RateLimit;
import io.tidegate.policy.ResponseClass;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.call.Refresh;
import io.tidegate.worker.ring.ClaimedUser;
import io.tidegate.worker.ring.Retry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One claimed user on the way from the page to the settlement. It belongs to its lane's I/O thread
 * until its refresh has ended and every body of it is safe; then to whoever settles.
 *
 * <p>One end is owed to the refresh itself and one to each body: the last of them hands it over.
 */
final class Work implements Consumer<Exchange> {

  /** How a claimed user's turn ended. */
  enum Ending {
    /** All calls are made. */
    REFRESHED,
    /** A call failed. */
    FAILED,
    /** Nothing failed, but there was no time or no leave for the rest: it comes again soon. */
    GIVEN_BACK
  }

  private final OpenPage page;
  private final ClaimedUser user;
  private final Refresh refresh;
  private final AtomicInteger owed = new AtomicInteger(1);
  private final @Nullable Spacing ofConsent;
  private @Nullable Lane lane;
  private long readyAt;
  private boolean open;
  private long firstStart;
  private volatile boolean bodyLost;
  private Ending ending = Ending.GIVEN_BACK;
  private ResponseClass meaning = ResponseClass.TRANSIENT;
  private long endedAt;
  private long notBefore;
  private int calls;

  Work(OpenPage page, ClaimedUser user, Refresh refresh) {
    this.page = page;
    this.user = user;
    this.refresh = refresh;
    Spacing limits = null;
    for (RateLimit limit : refresh.terms().policy().limits()) {
      if (limit.scope() == RateLimit.Scope.CONSENT) {
        long window = limit.window(refresh.terms().policy().pace().allowance()).toNanos();
        limits = Spacing.both(limits, limit.calls(), window);
      }
    }
    this.ofConsent = limits;
  }

  OpenPage page() {
    return page;
  }

  ClaimedUser user() {
    return user;
  }

  Refresh refresh() {
    return refresh;
  }

  boolean isRetry() {
    return user.isRetry();
  }

  void take(Lane lane) {
    this.lane = lane;
  }

  long readyAt() {
    return readyAt;
  }

  void readyAt(long instant) {
    readyAt = instant;
  }

  /** Whether a call of it was started by this worker. */
  boolean isOpen() {
    return open;
  }

  void started(long at) {
    if (ofConsent != null) {
      ofConsent.started(at);
    }
    if (!open) {
      open = true;
      firstStart = at;
    }
  }

  /** When its first call of this turn started, in nanoseconds since 1970; 0 if none did. */
  long firstStart() {
    return firstStart;
  }

  /** Whether the consent's own rate limit lets it call now. */
  boolean mayCall(long now) {
    return ofConsent == null || ofConsent.allows(now);
  }

  @Override
  public void accept(Exchange exchange) {
    if (lane == null) {
      throw new IllegalStateException("a call ended before its refresh was in a lane");
    }
    lane.ended(this, exchange);
  }

  /** The trial that wants to see every call; null as a rule. */
  @Nullable Long trial() {
    Retry retry = user.retry();
    return retry == null ? null : retry.trace();
  }

  /** Place of a call among those of this turn, from 1. */
  int nextCall() {
    return ++calls;
  }

  /** Before it the institution does not want to be called, in nanoseconds since 1970. */
  long notBefore() {
    return notBefore;
  }

  void end(Ending how, ResponseClass meaning, long at, long notBefore) {
    this.notBefore = notBefore;
    this.ending = how;
    this.meaning = meaning;
    this.endedAt = at;
  }

  /** One more body has to be safe before it may be settled. */
  void owe() {
    owed.incrementAndGet();
  }

  /** One thing that was owed is done; true if it was the last. */
  boolean paid() {
    return owed.decrementAndGet() == 0;
  }

  /** A body of it can never be kept: a success does not count. */
  void bodyLost() {
    bodyLost = true;
  }

  Ending ending() {
    return bodyLost && ending == Ending.REFRESHED ? Ending.FAILED : ending;
  }

  /** What the last answer meant. */
  ResponseClass meaning() {
    return bodyLost && meaning.isSuccess() ? ResponseClass.TRANSIENT : meaning;
  }

  boolean isBodyLost() {
    return bodyLost;
  }

  long endedAt() {
    return endedAt;
  }
}
