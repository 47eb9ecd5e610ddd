package io.tidegate.planning;

import io.tidegate.policy.Span;
import io.tidegate.policy.Tickets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many users each lane can take in a minute: its tickets in the open part of the minute, as far
 * as the ramp lets them be used, divided by the calls of a refresh.
 */
record MinuteCapacity(
    int firstTicket, int tickets, int lanes, double rampShare, double callsPerRefresh) {

  static MinuteCapacity of(
      Terms terms, Instant minute, Span open, int lanes, @Nullable Instant resumed) {
    Tickets tickets = terms.tickets();
    Span whole = new Span(minute, minute.plusSeconds(60));
    double usable =
        Openings.of(terms.policy(), tickets, whole, resumed).calls(open.from(), open.until());
    double all = tickets.perMinute() / 60.0 * Spans.seconds(open);
    int first = tickets.firstAt(Duration.between(minute, open.from()).toNanos());
    return new MinuteCapacity(
        first,
        tickets.countIn(minute, open),
        lanes,
        all == 0 ? 0 : usable / all,
        terms.callsPerRefresh());
  }

  /** Tickets of a lane: those of the open ones whose number leaves the lane's as the remainder. */
  int tickets(int lane) {
    int before = Math.floorMod(lane - firstTicket, lanes);
    return before >= tickets ? 0 : (tickets - before - 1) / lanes + 1;
  }

  /**
   * Users of a lane; one at least if it has any ticket: a refresh longer than a minute's tickets.
   */
  long users(int lane) {
    int own = tickets(lane);
    return own == 0 ? 0 : Math.max(1, (long) Math.floor(own * rampShare / callsPerRefresh + 1e-9));
  }
}
