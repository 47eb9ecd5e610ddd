package io.tidegate.worker.pipeline;

import io.tidegate.messages.MinuteCommand;
import io.tidegate.policy.Tickets;
import java.time.Instant;

/**
 * The arithmetic of one lane's minute: when its tickets stand and when its users become ready. All
 * instants are nanoseconds since 1970 by the database's clock.
 *
 * <p>Ticket n of the institution belongs to lane n mod lanes; the lane counts its own from 0. User
 * i of N becomes ready at the (i + ½)/N-th part of the minute's open part.
 */
final class LaneMinute {
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;

  private final MinuteCommand command;
  private final Tickets tickets;
  private final long start;
  private final long openFrom;
  private final long openUntil;
  private final long apart;

  LaneMinute(MinuteCommand command) {
    this.command = command;
    this.tickets = new Tickets(command.ticketIntervalNanos());
    this.start = nanos(command.minute());
    this.openFrom = nanos(command.openFrom());
    this.openUntil = nanos(command.openUntil());
    this.apart = (openUntil - openFrom) / Math.max(1, command.users());
  }

  static long nanos(Instant instant) {
    return Math.addExact(instant.getEpochSecond() * SECOND, instant.getNano());
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }

  MinuteCommand command() {
    return command;
  }

  long start() {
    return start;
  }

  long end() {
    return start + MINUTE;
  }

  long openFrom() {
    return openFrom;
  }

  long openUntil() {
    return openUntil;
  }

  /** Length of a page's span. */
  long span() {
    return command.spanSeconds() * SECOND;
  }

  /** Number of spans in a minute. */
  int spans() {
    return 60 / command.spanSeconds();
  }

  long spanStart(int span) {
    return start + span * span();
  }

  /** The first span that is not over at {@code instant}; {@link #spans} if all are. */
  int firstSpan(long instant) {
    return instant < start ? 0 : (int) Math.min(spans(), (instant - start) / span());
  }

  /** Whether a span has an open part. */
  boolean isOpen(int span) {
    return spanStart(span) < openUntil && openFrom < spanStart(span) + span();
  }

  /** The instant of the lane's {@code k}-th ticket. */
  long ticket(int k) {
    return start + tickets.offsetNanos(k * command.lanes() + command.lane());
  }

  /**
   * Index of the lane's first ticket at or after {@code instant}, within the open part; the end of
   * the lane's tickets if there is none.
   */
  int firstTicket(long instant) {
    long from = Math.min(Math.max(instant, openFrom), openUntil);
    int n = tickets.firstAt(from - start);
    return Math.ceilDiv(Math.max(0, n - command.lane()), command.lanes());
  }

  /** Index after the lane's last ticket before {@code instant}, within the open part. */
  int endTicket(long instant) {
    return firstTicket(instant);
  }

  /** When the lane's user {@code i} of N becomes ready. */
  long readyAt(int i) {
    return openFrom + readyOffset(i);
  }

  private long readyOffset(int i) {
    // At most 6e10 * 2^24 here: no overflow below 70 million users a minute in one lane.
    return (openUntil - openFrom) * (2L * i + 1) / (2L * command.users());
  }

  /** From one user's becoming ready to the next's. */
  long apart() {
    return apart;
  }

  /** How many users become ready before {@code instant}. */
  int readyBefore(long instant) {
    int low = 0;
    int high = command.users();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (readyAt(middle) < instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
