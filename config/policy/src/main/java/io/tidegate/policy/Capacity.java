package io.tidegate.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a policy lets be done on a day, at most: without the ramp of cold starts.
 *
 * @param open the stretches of the local day in which calls may start, less the guard at their
 *     edges
 * @param tickets calls that may start in them
 * @param refreshes those divided by the expected calls of a refresh, rounded down
 */
public record Capacity(List<Span> open, long tickets, long refreshes) {

  public Capacity {
    open = List.copyOf(open);
  }

  /** The capacity of a local day; one of 23 or 25 hours where the clock changes. */
  public static Capacity on(LocalDate date, Policy policy) {
    Instant from = date.atStartOfDay(policy.zone()).toInstant();
    Instant until = date.plusDays(1).atStartOfDay(policy.zone()).toInstant();
    List<Span> open = policy.openSpans(from, until);
    Tickets tickets = policy.tickets();
    long count = open.stream().mapToLong(span -> count(tickets, span)).sum();
    return new Capacity(open, count, (long) (count / policy.callsPerRefresh().expected()));
  }

  private static long count(Tickets tickets, Span span) {
    long count = 0;
    Instant minute = span.from().truncatedTo(ChronoUnit.MINUTES);
    while (minute.isBefore(span.until())) {
      Instant end = minute.plusSeconds(60);
      Instant from = minute.isBefore(span.from()) ? span.from() : minute;
      Instant until = end.isAfter(span.until()) ? span.until() : end;
      count += tickets.countIn(minute, new Span(from, until));
      minute = end;
    }
    return count;
  }
}
