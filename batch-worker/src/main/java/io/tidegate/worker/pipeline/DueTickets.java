package io.tidegate.worker.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A lane's tickets, one after the other, as its slices bring them. I/O thread only. */
final class DueTickets {
  private final Deque<Slice> slices = new ArrayDeque<>();
  private int ticket;
  private long lastUntil;
  private long behindPlan = Long.MIN_VALUE;

  void add(Slice slice) {
    if (slices.isEmpty()) {
      ticket = slice.firstTicket();
    }
    slices.add(slice);
    lastUntil = slice.until();
  }

  /**
   * Whether the next ticket's instant has come; then {@link #instant} and the others tell of it.
   */
  boolean isDue(long now) {
    Slice slice = current();
    return slice != null && slice.minute().ticket(ticket) <= now;
  }

  /** The slice that the next ticket stands in; null when no slice has tickets left. */
  private @Nullable Slice current() {
    Slice slice = slices.peek();
    while (slice != null && ticket >= slice.endTicket()) {
      slices.poll();
      slice = slices.peek();
      if (slice != null) {
        ticket = slice.firstTicket();
      }
    }
    return slice;
  }

  /** The minute of the next ticket. */
  LaneMinute minute() {
    return slices.element().minute();
  }

  /** The instant of the next ticket. */
  long instant() {
    return minute().ticket(ticket);
  }

  /** Whether the next ticket is one of the given part of the minute's tickets, evenly spread. */
  boolean isOfPart(double part) {
    return part >= 1 || Math.floor((ticket + 1) * part) > Math.floor(ticket * part);
  }

  /** The next ticket is used or lapsed. */
  void pass() {
    behindPlan = instant() - minute().apart();
    ticket++;
  }

  /**
   * Whoever became ready before then and has not begun is late: at the last ticket that has passed,
   * the plan's next user was ready after him. Before the first ticket nobody is.
   */
  long behindPlan() {
    return behindPlan;
  }

  boolean isEmpty() {
    return slices.isEmpty();
  }

  /** When the next ticket is, or the slice ends that has no more; never without slices. */
  long next() {
    Slice slice = slices.peek();
    if (slice == null) {
      return Long.MAX_VALUE;
    }
    return ticket < slice.endTicket() ? slice.minute().ticket(ticket) : slice.until();
  }

  /** The end of the latest slice; 0 before the first. */
  long lastUntil() {
    return lastUntil;
  }
}
