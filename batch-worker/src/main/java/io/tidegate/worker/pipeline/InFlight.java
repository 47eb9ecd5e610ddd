package io.tidegate.worker.pipeline;

import io.tidegate.worker.call.Exchange;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A lane's calls that have no outcome yet, and their time-outs. I/O thread only.
 *
 * <p>Calls in flight are counted at the lane's share. When the lane comes from another worker, that
 * one's calls may still be in flight: they come off the share for a while.
 */
final class InFlight {
  private final IoThread io;
  private final Deque<Exchange> exchanges = new ArrayDeque<>();
  private int flying;
  private int others;
  private long othersUntil = Long.MIN_VALUE;
  private boolean reading;

  InFlight(IoThread io) {
    this.io = io;
  }

  void started(Exchange exchange) {
    flying++;
    exchanges.add(exchange);
  }

  void ended() {
    flying--;
  }

  int size() {
    return flying;
  }

  /** Calls of another worker may be in flight until then. */
  void others(int calls, long until) {
    others = calls;
    othersUntil = until;
  }

  boolean hasRoom(int share, long now) {
    return flying < (now < othersUntil ? share - others : share);
  }

  /**
   * Gives up calls whose answers are overdue, but only after what lies in the sockets was read:
   * when this thread was held up (a stopped process, a collection of garbage), answers may have
   * come in time that nobody has looked at, and a success that is taken for a time-out would be
   * called again.
   *
   * @param timeout nanoseconds
   */
  void timeOut(long now, long timeout) {
    // Behind one that is slow, thousands that have ended would be kept, their bodies with them.
    exchanges.removeIf(Exchange::isEnded);
    if (!reading && isOverdue(now, timeout)) {
      reading = true;
      io.afterReading(
          () -> {
            reading = false;
            while (isOverdue(now, timeout)) {
              exchanges.remove().giveUp(Exchange.Trouble.TIMEOUT);
            }
          });
    }
  }

  /** Whether the oldest call without an outcome has been in flight for that long. */
  private boolean isOverdue(long now, long timeout) {
    while (!exchanges.isEmpty() && exchanges.peek().isEnded()) {
      exchanges.poll();
    }
    return !exchanges.isEmpty() && now - exchanges.peek().startedAt() >= timeout;
  }

  /** Gives all of them up at once. */
  void breakOff() {
    for (Exchange each = exchanges.poll(); each != null; each = exchanges.poll()) {
      each.giveUp(Exchange.Trouble.TIMEOUT);
    }
  }
}
