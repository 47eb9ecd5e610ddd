package io.tidegate.push.timer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Minutes that a shard has begun and not done, worked off from the last to the first.
 *
 * @param kind what they are there for
 * @param first the earliest minute
 * @param minute the one in work
 * @param coalesceUntil of several firings of one timer up to here the last counts
 * @param zones those to be read; empty for all
 * @param position the last timer that is done; null at a minute's begin
 */
record Span(
    long id,
    int shard,
    Kind kind,
    Instant first,
    Instant minute,
    Instant coalesceUntil,
    List<String> zones,
    @Nullable Position position) {

  enum Kind {
    /** The minute that was the present one when it was begun. */
    PRESENT,
    /** Minutes in which nobody polled. */
    MISSED,
    /** The last day, after the tz database changed. */
    TZDB
  }

  /** Where it stands after a page. */
  Span at(Instant now, @Nullable Position there) {
    return new Span(id, shard, kind, first, now, coalesceUntil, zones, there);
  }
}
