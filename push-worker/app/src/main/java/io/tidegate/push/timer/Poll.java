package io.tidegate.push.timer;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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

  /**
   * A shard in the hands of this thread, from the lock to its release.
   *
   * @param sure whether nobody else can have the shard before Kafka has, or has not, what is sent
   *     now
   */
  Work take(int shard, BooleanSupplier sure) {
    return new Work(shard, sure);
  }

  /** Work on one shard. */
  final class Work {
    private final int shard;
    private final BooleanSupplier sure;

    /**
     * Of a span that was there before, whoever died may have done one page more than is known; so
     * many timers of each span's are still to come. None of a span that was begun here.
     */
    private final Map<Long, Integer> perhapsRepeated = new HashMap<>();

    private Work(int shard, BooleanSupplier sure) {
      this.shard = shard;
      this.sure = sure;
    }

    /** Begins the present minute, if it is not; answers whether it was this call that did. */
    boolean begin() {
      List<Long> begun = spans.begin(shard);
      begun.forEach(span -> perhapsRepeated.put(span, 0));
      return !begun.isEmpty();
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
      int perhaps = perhapsRepeated.getOrDefault(span.id(), PollSettings.LARGEST_PAGE);
      boolean repeated = perhaps > 0 || span.kind() == Span.Kind.TZDB;
      Pages.Page page = pages.next(span, () -> repeated || !sure.getAsBoolean(), now());
      boolean mine = page.next() == null ? spans.end(span) : spans.move(span, page.next());
      if (!mine) {
        return false;
      }
      perhapsRepeated.put(span.id(), Math.max(0, perhaps - Math.max(page.timers(), 1)));
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
