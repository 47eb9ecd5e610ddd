package io.tidegate.push.timer;

import io.tidegate.recurrence.Rules;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the timers of a span page by page and sends the pushes of those that fall due. For one
 * thread.
 */
final class Pages {
  private final ShardTimers stored;
  private final PushTopic topic;
  private final PollMetrics metrics;
  private final int size;
  private final Rules rules = new Rules(20_000);

  Pages(JdbcClient jdbc, PushTopic topic, PollMetrics metrics, int size) {
    this.stored = new ShardTimers(jdbc);
    this.topic = topic;
    this.metrics = metrics;
    this.size = size;
  }

  /**
   * What a page came to.
   *
   * @param next where the span stands now; null when it is done
   * @param timers how many timers were read
   * @param pushes how many pushes were sent
   */
  record Page(@Nullable Span next, int timers, int pushes) {}

  /**
   * Does the next page of a span; returns when its pushes are safe.
   *
   * @param repeated whether it may have been done before; asked for each push, as a page may last
   *     for longer than its lock
   * @param now the database's time: what lives no longer is skipped
   */
  Page next(Span span, BooleanSupplier repeated, Instant now) throws InterruptedException {
    PushTopic.Sending sending = topic.begin();
    Firings firings = new Firings(rules, span, now);
    PageReading page = new PageReading(stored, span, size, firings, sending, repeated);
    Span next = page.read();
    sending.awaitAcknowledged();
    firings.unreadable().forEach(this::setAside);
    metrics.page(span.kind(), page.timers(), page.due(), sending.sent());
    metrics.notSent(page.without(), firings.expired(), firings.coalesced());
    return new Page(next, page.timers(), sending.sent());
  }

  /** Once its page is safe: a crash before it only finds the same reason again. */
  private void setAside(Firings.Unreadable one) {
    stored.setAside(one.id(), one.version(), one.reason());
    metrics.setAside(one.id(), one.reason());
  }
}
