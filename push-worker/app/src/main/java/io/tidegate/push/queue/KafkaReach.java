package io.tidegate.push.queue;

import java.time.Duration;
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
import org.jspecify.annotations.Nullable;

/** Asks Kafka how far a group is: it knows of all push-workers, the dead ones too. */
final class KafkaReach implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<String, Object> settings;
  private @Nullable Admin admin;

  KafkaReach(Map<String, Object> settings) {
    this.settings = new HashMap<>(settings);
    // By default it begins anew without pause while no broker answers; here each look does.
    this.settings.put(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
  }

  /** How far a group is in a topic; whoever has taken nothing begins with the oldest. */
  Map<TopicPartition, Progress.Reach> of(String group, String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    Admin asked = admin();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> begins = new HashMap<>();
    for (TopicDescription known :
        answer(asked.describeTopics(List.of(topic)).allTopicNames()).values()) {
      known
          .partitions()
          .forEach(
              part -> {
                TopicPartition partition = new TopicPartition(topic, part.partition());
                ends.put(partition, OffsetSpec.latest());
                begins.put(partition, OffsetSpec.earliest());
              });
    }
    Map<TopicPartition, OffsetAndMetadata> done =
        answer(asked.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, ListOffsetsResultInfo> first = answer(asked.listOffsets(begins).all());
    Map<TopicPartition, ListOffsetsResultInfo> last = answer(asked.listOffsets(ends).all());
    Map<TopicPartition, Progress.Reach> reaches = new HashMap<>();
    last.forEach(
        (partition, end) -> {
          ListOffsetsResultInfo begin = first.get(partition);
          OffsetAndMetadata taken = done.get(partition);
          long oldest = begin == null ? 0 : begin.offset();
          reaches.put(
              partition,
              new Progress.Reach(
                  taken == null ? oldest : Math.max(oldest, taken.offset()), end.offset()));
        });
    return reaches;
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
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
