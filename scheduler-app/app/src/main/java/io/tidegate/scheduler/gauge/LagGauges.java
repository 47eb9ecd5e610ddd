package io.tidegate.scheduler.gauge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.tidegate.messages.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** How many messages each group of consumers has not taken, as Kafka itself sees it. */
@Component
public class LagGauges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LagGauges.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KafkaAdmin kafka;
  private final Map<String, String> topicsByGroup;
  private final MultiGauge lags;
  private @Nullable Admin admin;

  LagGauges(
      KafkaAdmin kafka,
      @Value("${tidegate.pipeline.group:tidegate-workers}") String workers,
      MeterRegistry meters) {
    this.kafka = kafka;
    this.topicsByGroup =
        Map.of(
            workers,
            Topics.MINUTE_COMMANDS,
            "tidegate-tallies",
            Topics.TALLIES,
            "tidegate-traffic",
            Topics.TRAFFIC);
    this.lags =
        MultiGauge.builder("tidegate.kafka.lag")
            .description("messages of a topic that a group has not taken yet")
            .baseUnit("messages")
            .register(meters);
  }

  /** Looks at all groups; what cannot be looked at is not shown until the next look. */
  synchronized void look() {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    topicsByGroup.forEach(
        (group, topic) -> {
          try {
            long lag = lag(group, topic);
            rows.add(MultiGauge.Row.of(Tags.of("group", group, "topic", topic), lag));
          } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().addKeyValue("group", group).log("lag could not be looked at", e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    lags.register(rows, true);
  }

  /** A group that has taken nothing of a partition begins with the oldest, as all of ours do. */
  private long lag(String group, String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    Admin asked = admin();
    Map<TopicPartition, OffsetAndMetadata> taken =
        answer(asked.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> begins = new HashMap<>();
    for (TopicDescription known :
        answer(asked.describeTopics(List.of(topic)).allTopicNames()).values()) {
      for (TopicPartitionInfo part : known.partitions()) {
        TopicPartition partition = new TopicPartition(topic, part.partition());
        ends.put(partition, OffsetSpec.latest());
        begins.put(partition, OffsetSpec.earliest());
      }
    }
    Map<TopicPartition, ListOffsetsResultInfo> last = answer(asked.listOffsets(ends).all());
    Map<TopicPartition, ListOffsetsResultInfo> first = answer(asked.listOffsets(begins).all());
    long lag = 0;
    for (TopicPartition partition : ends.keySet()) {
      long oldest = offset(first, partition);
      OffsetAndMetadata next = taken.get(partition);
      long from = next == null ? oldest : Math.max(oldest, next.offset());
      lag += Math.max(0, offset(last, partition) - from);
    }
    return lag;
  }

  private static long offset(
      Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
    ListOffsetsResultInfo known = offsets.get(partition);
    return known == null ? 0 : known.offset();
  }

  private <T> T answer(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      forget();
      throw e;
    }
  }

  private Admin admin() {
    Admin made = admin;
    if (made == null) {
      Map<String, Object> settings = new HashMap<>(kafka.getConfigurationProperties());
      // By default it begins anew without pause while no broker answers; here each look does.
      settings.put(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
      made = Admin.create(settings);
      admin = made;
    }
    return made;
  }

  private void forget() {
    close();
    admin = null;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
