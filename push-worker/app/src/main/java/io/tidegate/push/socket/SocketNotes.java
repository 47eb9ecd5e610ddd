package io.tidegate.push.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.messages.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes between nodes: a push waits for this device, and you have its socket. A note that is lost
 * costs nothing but time: the push waits in the database. For one thread.
 */
final class SocketNotes {
  private static final Logger LOG = LoggerFactory.getLogger(SocketNotes.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private @Nullable Integer mine;

  SocketNotes(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
    this.consumer = consumer;
    this.producer = producer;
  }

  /** The devices that others have told this partition's node of. */
  List<UUID> hear(@Nullable Integer partition, Duration wait) {
    List<UUID> devices = new ArrayList<>();
    if (partition == null) {
      mine = null;
      return devices;
    }
    if (!partition.equals(mine)) {
      TopicPartition whole = new TopicPartition(Topics.SOCKET_PUSHES, partition);
      consumer.assign(List.of(whole));
      consumer.seekToEnd(List.of(whole));
      consumer.position(whole); // from here on, before any socket is registered
      mine = partition;
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      try {
        devices.add(UUID.fromString(new String(record.key(), US_ASCII)));
      } catch (IllegalArgumentException e) {
        LOG.error("a note names no device and is passed over", e);
      }
    }
    return devices;
  }

  /** Tells the node of a partition. */
  void tell(UUID device, int partition) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.SOCKET_PUSHES, partition, device.toString().getBytes(US_ASCII), new byte[0]),
            (metadata, error) -> {
              if (error != null) {
                LOG.warn("a node was not told of a push; it waits until the device comes", error);
              }
            });
  }

  void close() {
    consumer.close();
  }
}
