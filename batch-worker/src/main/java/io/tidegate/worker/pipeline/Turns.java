package io.tidegate.worker.pipeline;

import io.tidegate.policy.ResponseClass;
import java.util.List;

/**
 * The turns of the users who were claimed for a lane. Each ends exactly once: refreshed, failed, or
 * given back when there is no time or no leave for it. I/O thread only.
 */
final class Turns {
  private final IoThread io;
  private final Waiting waiting;
  private final Reins reins;
  private final LaneCounts counts;
  private int open;

  Turns(IoThread io, Waiting waiting, Reins reins, LaneCounts counts) {
    this.io = io;
    this.waiting = waiting;
    this.reins = reins;
    this.counts = counts;
  }

  /** A call of it started. */
  void started(Work work, long at) {
    if (!work.isOpen()) {
      open++;
      counts.open.incrementAndGet();
    }
    work.started(at);
  }

  /** Turns whose refresh is open. */
  int open() {
    return open;
  }

  void end(Work work, Work.Ending how, ResponseClass meaning, long now) {
    if (work.isOpen()) {
      open--;
      counts.open.decrementAndGet();
    }
    if (how == Work.Ending.REFRESHED) {
      counts.refreshed();
    }
    work.end(how, meaning, now, reins.blockedUntil());
    io.landing().ended(work);
  }

  private void giveBack(Work work, long now) {
    end(work, Work.Ending.GIVEN_BACK, ResponseClass.TRANSIENT, now);
  }

  /** Gives back users who do not wait here. */
  void giveBack(List<Work> users, long now) {
    users.forEach(work -> giveBack(work, now));
  }

  /** Gives back whoever waits and has not begun. */
  void dropBack(long now) {
    waiting.drainNotBegun(work -> giveBack(work, now));
  }

  /** Refreshes that wait for their next call's ticket are left where they stand. */
  void breakOffWaiting(long now) {
    waiting.drainBegun(work -> giveBack(work, now));
  }

  /** Gives back whose pages are past their end. */
  void giveBackEnded(long now, long nanoTime) {
    waiting.drainEnded(nanoTime, work -> giveBack(work, now));
  }
}
