package io.tidegate.policy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * Planned maintenance: no scheduled call starts in it.
 *
 * @param from first closed minute, local
 * @param until first minute that is open again, local
 */
public record Closure(LocalDateTime from, LocalDateTime until) {

  public Closure {
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException(
          "a closure must end after it begins, but goes from " + from + " until " + until);
    }
    if (isWithinMinute(from) || isWithinMinute(until)) {
      throw new IllegalArgumentException(
          "a closure begins and ends at whole minutes, but goes from " + from + " until " + until);
    }
  }

  /**
   * When it is. Where the clock is put back it takes the longer reading: from the first pass, until
   * the second; a time that a gap skips comes later by the gap's length.
   */
  public Span in(ZoneId zone) {
    Instant begin = from.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    Instant end = until.atZone(zone).withLaterOffsetAtOverlap().toInstant();
    return new Span(begin, end.isAfter(begin) ? end : begin.plusSeconds(60));
  }

  private static boolean isWithinMinute(LocalDateTime time) {
    return time.getSecond() != 0 || time.getNano() != 0;
  }
}
