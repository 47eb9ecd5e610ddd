package io.tidegate.push.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds at how far all push-workers together are with the queue. */
final class QueueWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);

  private final KafkaReach kafka;
  private final QueueSettings queue;
  private final WatchSettings settings;
  private final Set<String> sent;
  private final OpenLetters letters;
  private final MeterRegistry meters;
  private final QueueClock clock;
  private final Instant began;
  private final Progress progress = new Progress();
  private volatile @Nullable Map<String, Long> open;
  private final Map<String, Rate> rates = new LinkedHashMap<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("push-watch").factory());

  /**
   * Not started yet.
   *
   * @param sent the channels that this process sends on
   */
  QueueWatch(
      KafkaReach kafka,
      QueueSettings queue,
      WatchSettings settings,
      Set<String> sent,
      OpenLetters letters,
      MeterRegistry meters,
      QueueClock clock) {
    this.kafka = kafka;
    this.queue = queue;
    this.settings = settings;
    this.sent = Set.copyOf(sent);
    this.letters = letters;
    this.meters = meters;
    this.clock = clock;
    clock.compare();
    this.began = clock.instant();
    for (String channel : Push.CHANNELS) {
      rates.put(channel, new Rate());
      Gauge.builder("tidegate.push.queue.lag", this, watch -> watch.lagOrNone(channel))
          .tag("channel", channel)
          .register(meters);
      Gauge.builder("tidegate.push.dead.letters", this, watch -> watch.open(channel))
          .tag("channel", channel)
          .register(meters);
    }
    Gauge.builder("tidegate.push.dead.letters", this, watch -> watch.open(""))
        .tag("channel", "unknown")
        .register(meters);
    Gauge.builder("tidegate.push.queue.retries", this, QueueWatch::retriesOrNone).register(meters);
    Gauge.builder("tidegate.push.queue.stuck", this, watch -> watch.stuck().size())
        .register(meters);
  }

  void start() {
    if (queue.enabled()) {
      var _ =
          looks.scheduleWithFixedDelay(
              this::look, 0, settings.every().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** When this process began to count. */
  Instant began() {
    return began;
  }

  private void look() {
    try {
      for (String channel : Push.CHANNELS) {
        look(queue.group() + "-" + channel, Topics.pushes(channel));
        saw(channel);
      }
      for (PushRetry retry : PushRetry.values()) {
        look(queue.group() + "-retries", retry.topic());
      }
      open = letters.count();
      clock.compare();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) { // whatever it was: the next look must come
      open = null;
      LOG.warn("the queue could not be looked at", e);
    }
  }

  private void look(String group, String topic) throws InterruptedException {
    try {
      var reaches = kafka.of(group, topic);
      synchronized (this) {
        reaches.forEach((partition, reach) -> progress.see(partition, reach, clock.instant()));
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.atDebug().addKeyValue("topic", topic).log("how far it is could not be seen", e);
    }
  }

  private synchronized void saw(String channel) {
    Rate rate = rates.get(channel);
    if (rate != null) {
      rate.see(QueueMetrics.left(meters, channel, Outcome.DELIVERED), clock.instant());
    }
  }

  private double lagOrNone(String channel) {
    Long lag = lag(channel);
    return lag == null ? Double.NaN : lag.doubleValue();
  }

  /** Pushes on a channel's topic that are not done; null while nobody knows. */
  synchronized @Nullable Long lag(String channel) {
    String topic = Topics.pushes(channel);
    return progress.knows(topic) ? progress.lag(topic) : null;
  }

  /** Pushes that wait to be tried again. */
  synchronized long retries() {
    long sum = 0;
    for (PushRetry retry : PushRetry.values()) {
      sum += progress.lag(retry.topic());
    }
    return sum;
  }

  private synchronized double retriesOrNone() {
    boolean known =
        Arrays.stream(PushRetry.values()).allMatch(retry -> progress.knows(retry.topic()));
    return known ? (double) retries() : Double.NaN;
  }

  /** Dead letters of a channel that nobody has handled; none while nobody has counted. */
  private double open(String channel) {
    Map<String, Long> counted = open;
    return counted == null ? Double.NaN : counted.getOrDefault(channel, 0L).doubleValue();
  }

  /** Pushes of a channel per second that this process delivered, over the last minute. */
  synchronized double perSecond(String channel) {
    Rate rate = rates.get(channel);
    return rate == null ? 0 : rate.perSecond();
  }

  /** Partitions of a channel that stand still. */
  synchronized List<Progress.Stuck> stuck(String channel) {
    return sent.contains(channel)
        ? progress.stuck(Topics.pushes(channel), settings.stuck(), clock.instant())
        : List.of();
  }

  /** Partitions of retries that stand still for longer than anything has to wait there. */
  synchronized List<Progress.Stuck> stuckRetries() {
    List<Progress.Stuck> all = new ArrayList<>();
    for (PushRetry retry : PushRetry.values()) {
      Duration allowed = Next.longest(retry).plus(settings.stuck());
      all.addAll(progress.stuck(retry.topic(), allowed, clock.instant()));
    }
    return all;
  }

  /** Partitions of all channels and of retries that stand still. */
  List<Progress.Stuck> stuck() {
    List<Progress.Stuck> all = new ArrayList<>(stuckRetries());
    Push.CHANNELS.forEach(channel -> all.addAll(stuck(channel)));
    return all;
  }

  @Override
  public void close() {
    looks.shutdownNow();
    kafka.close();
  }
}
