package io.tidegate.push.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.messages.Push;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** For a channel that keeps pushes itself: it says here how they end. */
@Component
public class KeptPushes {
  private final DeliveredPushes delivered;
  private final CollapsedPushes collapsed;
  private final MeterRegistry meters;
  private final QueueClock clock;
  private final Map<String, QueueMetrics> channels = new ConcurrentHashMap<>();

  KeptPushes(
      DeliveredPushes delivered,
      CollapsedPushes collapsed,
      MeterRegistry meters,
      QueueClock queueClock) {
    this.delivered = delivered;
    this.collapsed = collapsed;
    this.meters = meters;
    this.clock = queueClock;
  }

  /** Writes them down as delivered, in the caller's transaction. */
  public void deliver(Collection<Push> pushes) {
    delivered.add(pushes);
    collapsed.add(pushes);
  }

  /** Counts them as delivered; once the transaction is over. */
  public void countDelivered(Collection<Push> pushes) {
    Instant now = clock.instant();
    for (Push push : pushes) {
      QueueMetrics metrics = metrics(push.channel());
      metrics.left(Outcome.DELIVERED);
      metrics.delivered(Duration.between(push.due(), now));
    }
  }

  /** Counts pushes that were past their time to live. */
  public void countExpired(String channel, int count) {
    QueueMetrics metrics = metrics(channel);
    for (int i = 0; i < count; i++) {
      metrics.left(Outcome.EXPIRED);
    }
  }

  private QueueMetrics metrics(String channel) {
    return channels.computeIfAbsent(channel, name -> new QueueMetrics(meters, name));
  }
}
