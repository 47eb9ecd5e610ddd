package io.tidegate.scheduler.traffic;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Topics;
import io.tidegate.messages.TrafficCount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Takes users' servers' counts from Kafka; what is not a count is counted, logged and passed over.
 */
@Component
class TrafficListener {
  private static final Logger LOG = LoggerFactory.getLogger(TrafficListener.class);
  private static final Duration FUTURE = Duration.ofMinutes(5);

  private final TrafficCounts counts;
  private final TrafficSettings settings;
  private final Clock clock;
  private final MeterRegistry meters;

  TrafficListener(
      TrafficCounts counts, TrafficSettings settings, Clock clock, MeterRegistry meters) {
    this.counts = counts;
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
  }

  @KafkaListener(
      id = "traffic",
      topics = Topics.TRAFFIC,
      groupId = "tidegate-traffic",
      batch = "true",
      clientIdPrefix = "traffic")
  void take(List<ConsumerRecord<String, byte[]>> records) {
    Instant now = clock.instant();
    List<TrafficCount> taken = new ArrayList<>();
    records.forEach(record -> read(record, now).ifPresent(taken::add));
    counts.take(taken);
  }

  private Optional<TrafficCount> read(ConsumerRecord<String, byte[]> record, Instant now) {
    try {
      TrafficCount count = Messages.read(record.value(), TrafficCount.class);
      if (count.minute().isBefore(now.minus(settings.corrections()))) {
        return drop(record, "too-old", "minute " + count.minute() + " is too old");
      }
      if (count.minute().isAfter(now.plus(FUTURE))) {
        return drop(record, "future", "minute " + count.minute() + " is not there yet");
      }
      if (!count.minute().equals(count.minute().truncatedTo(ChronoUnit.MINUTES))) {
        return drop(record, "unreadable", "not a whole minute: " + count.minute());
      }
      return Optional.of(count);
    } catch (IllegalArgumentException e) {
      return drop(record, "unreadable", String.valueOf(e.getMessage()));
    }
  }

  private Optional<TrafficCount> drop(
      ConsumerRecord<String, byte[]> record, String kind, String reason) {
    meters.counter("tidegate.traffic.dropped", "reason", kind).increment();
    LOG.atWarn()
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .log("traffic count dropped: {}", reason);
    return Optional.empty();
  }
}
