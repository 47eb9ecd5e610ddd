package io.tidegate.standalone.chaos;

import io.tidegate.messages.BodyHeaders;
import io.tidegate.messages.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The bodies that Kafka has: what a refresh is worth.
 *
 * @param calls of whom there is a body, as institution, user and call
 */
record Bodies(Set<String> calls) {
  /** Reads all that is there. */
  static Bodies in(String bootstrapServers) {
    Set<String> calls = new HashSet<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", bootstrapServers, "fetch.max.bytes", 8 << 20),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.BODIES).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        for (ConsumerRecord<String, byte[]> body : consumer.poll(Duration.ofSeconds(1))) {
          calls.add(
              key(
                  text(body, BodyHeaders.INSTITUTION),
                  String.valueOf(body.key()),
                  text(body, BodyHeaders.CALL)));
        }
      }
    }
    return new Bodies(calls);
  }

  /** Whether there is a body of each of these calls of a user. */
  boolean hasAll(String institution, String user, List<String> names) {
    return names.stream().allMatch(call -> calls.contains(key(institution, user, call)));
  }

  static String key(String institution, String user, String call) {
    return institution + "/" + user + "/" + call;
  }

  private static String text(ConsumerRecord<String, byte[]> body, String name) {
    Header header = body.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
