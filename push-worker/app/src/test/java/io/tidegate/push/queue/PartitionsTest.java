package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a process has of its topics. */
class PartitionsTest {
  private static final Node[] NOBODY = {};

  private static List<PartitionInfo> partitions(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> new PartitionInfo("pushes", n, Node.noNode(), NOBODY, NOBODY))
        .toList();
  }

  @Test
  void itsPartOfALimitIsSmallerWhenATopicIsGivenMorePartitions() {
    try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest")) {
      consumer.updatePartitions("pushes", partitions(4));
      Partitions held =
          new Partitions(consumer, List.of("pushes"), 100, () -> {}, System::nanoTime);
      TopicPartition first = new TopicPartition("pushes", 0);
      TopicPartition second = new TopicPartition("pushes", 1);
      consumer.updateBeginningOffsets(Map.of(first, 0L, second, 0L));
      consumer.rebalance(List.of(first, second));
      assertThat(held.share()).isEqualTo(0.5);
      consumer.updatePartitions("pushes", partitions(8));
      assertThat(held.share()).as("others have the new ones").isEqualTo(0.25);
    }
  }

  /** As a consumer is all of whose brokers are away. */
  @Test
  void whoHasForgottenItsTopicsKeepsItsPartAndWaitsForNobody() {
    List<Duration> waits = new ArrayList<>();
    try (MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
            waits.add(timeout);
            return switch (waits.size()) {
              case 1 -> partitions(4);
              case 2 -> List.of();
              default -> throw new TimeoutException("no broker");
            };
          }

          @Override
          public synchronized List<PartitionInfo> partitionsFor(String topic) {
            return partitionsFor(topic, Duration.ofMinutes(1));
          }
        }) {
      Partitions held =
          new Partitions(consumer, List.of("pushes"), 100, () -> {}, System::nanoTime);
      TopicPartition first = new TopicPartition("pushes", 0);
      consumer.updateBeginningOffsets(Map.of(first, 0L));
      consumer.rebalance(List.of(first));
      assertThat(List.of(held.share(), held.share(), held.share())).containsOnly(0.25);
      assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofMillis(100)) < 0);
    }
  }
}
