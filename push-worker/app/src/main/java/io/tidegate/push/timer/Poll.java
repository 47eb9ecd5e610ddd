package io.tidegate.push.timer;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Works on shards, one page at a time. For one thread: each thread of the poll has one of its own.
 * Nothing here waits for an instant; who calls it does.
 */
final class Poll {
  private final JdbcClient jdbc;
  private final Spans spans;
  private final Pages pages;
  private final PollMetrics metrics;

  Poll(JdbcClient jdbc, Spans spans, Pages pages, PollMetrics metrics) {
    this.jdbc = jdbc;
    this.spans = spans;
    this.pages = pages;
    this.metrics = metrics;
  }

  /** A shard in the hands of this thread, from the lock to its release. */
  Work take(int shard) {
    return new Work(shard);
  }

  /** Work on one shard. */
  final class Work {
    private final int shard;

    /** Pages of spans that were there before may have been done by somebody who died. */
    private int perhapsRepeated = PollSettings.LARGEST_PAGE;

    private Work(int shard) {
      this.shard = shard;
    }

    /** Begins the present minute, if it is not; answers whether it was this call that did. */
    boolean begin() {
      boolean left = spans.next(shard).isPresent();
      boolean begun = spans.begin(shard);
      if (begun && !left) {
        perhapsRepeated = 0;
      }
      return begun;
    }

    /**
     * Does one page of the newest minute; answers whether there is more to do.
     *
     * @param presentOnly leaves what was missed for later
     */
    boolean page(boolean presentOnly) throws InterruptedException {
      Optional<Span> next = spans.next(shard);
      if (next.isEmpty() || (presentOnly && next.get().kind() != Span.Kind.PRESENT)) {
        return false;
      }
      Span span = next.get();
      boolean repeated = perhapsRepeated > 0 || span.kind() == Span.Kind.TZDB;
      Pages.Page page = pages.next(span, repeated, now());
      boolean mine = page.next() == null ? spans.end(span) : spans.move(span, page.next());
      if (!mine) {
        return false;
      }
      perhapsRepeated = Math.max(0, perhapsRepeated - Math.max(page.timers(), 1));
      if (page.next() == null && span.kind() == Span.Kind.PRESENT) {
        metrics.done(Duration.between(span.minute(), now()));
      }
      return true;
    }

    private Instant now() {
      return jdbc.sql("SELECT timer_now()").query(OffsetDateTime.class).single().toInstant();
    }
  }
}
