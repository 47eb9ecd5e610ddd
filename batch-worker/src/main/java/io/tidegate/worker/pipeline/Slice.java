package io.tidegate.worker.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * 100 ms of a lane's minute: the tickets that stand in it, and the users who become ready in it, in
 * the order of their becoming ready.
 *
 * @param minute the minute it is of
 * @param from its start, in nanoseconds
 * @param until its end, exclusive
 * @param firstTicket index of its first ticket in the lane's minute
 * @param endTicket index after its last
 * @param users who become ready in it
 */
record Slice(
    LaneMinute minute, long from, long until, int firstTicket, int endTicket, List<Work> users) {

  static final long LENGTH = 100_000_000L;

  /**
   * Cuts the rest of a span into slices, and spreads a page's users over the places of those whom
   * the plan has there.
   *
   * @param begin start of the span, or now if that is later
   * @param end its end
   * @param page the users claimed, in their order; as a rule as many as the plan has
   */
  static List<Slice> cut(LaneMinute minute, long begin, long end, List<Work> page) {
    int first = minute.readyBefore(begin);
    int planned = minute.readyBefore(end) - first;
    for (int i = 0; i < page.size(); i++) {
      long ready =
          planned == 0 ? begin : minute.readyAt(first + (int) ((long) i * planned / page.size()));
      page.get(i).readyAt(Math.max(ready, begin));
    }
    List<Slice> slices = new ArrayList<>();
    int next = 0;
    for (long from = begin; from < end; ) {
      long until = Math.min(end, Math.floorDiv(from, LENGTH) * LENGTH + LENGTH);
      int to = next;
      while (to < page.size() && page.get(to).readyAt() < until) {
        to++;
      }
      slices.add(
          new Slice(
              minute,
              from,
              until,
              minute.firstTicket(from),
              minute.firstTicket(until),
              page.subList(next, to)));
      next = to;
      from = until;
    }
    return slices;
  }
}
