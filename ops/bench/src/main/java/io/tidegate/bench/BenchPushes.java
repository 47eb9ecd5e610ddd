package io.tidegate.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.Topics;
import io.tidegate.standalone.SimulatedPushServices;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts pushes on a channel's topic, as the poll would; devices are numbered from 0. */
final class BenchPushes implements AutoCloseable {
  private static final LocalDateTime OCCURRENCE = LocalDateTime.of(2026, 11, 27, 9, 0);

  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final KafkaProducer<byte[], byte[]> producer;
  private final String channel;
  private long made;

  BenchPushes(String kafka, String channel) {
    this.channel = channel;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Id of a numbered device. */
  static UUID device(int number) {
    return new UUID(0x4000L, 0x8000_0000_0000_0000L | number);
  }

  /** SQL for numbered devices of a channel; users are numbered likewise. */
  static String register(String channel, int count) {
    String token = channel.equals("websocket") ? "NULL" : "'device-of-the-bench-' || i";
    return """
    INSERT INTO device (id, user_id, app, channel, token, token_digest)
    SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'user-' || i, '%s', '%s',
      %s, sha256((%s)::bytea)
    FROM generate_series(0, %d) AS i
    """
        .formatted(SimulatedPushServices.APP, channel, token, token, count - 1);
  }

  /**
   * One more push for a device.
   *
   * @param repeated whether it says that it may have come before, and so is looked up
   */
  void send(int device, Instant due, boolean repeated) {
    UUID timer = new UUID(0x5000, made++);
    UUID id = device(device);
    Push push =
        new Push(
            Push.idOf(timer, OCCURRENCE, id),
            timer,
            OCCURRENCE,
            "user-" + device,
            id,
            channel,
            SimulatedPushServices.APP,
            "Rent",
            "It is due today.",
            null,
            Map.of("account", "7"),
            due,
            due.plus(Duration.ofHours(6)),
            null,
            1,
            repeated);
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.pushes(channel), id.toString().getBytes(US_ASCII), Messages.write(push)),
            (metadata, error) -> {
              if (error != null) {
                failure.compareAndSet(null, error);
              }
            });
  }

  /** Returns when Kafka has all of them. */
  void flush() throws IOException {
    producer.flush();
    if (failure.get() != null) {
      throw new IOException("Kafka does not take a push", failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
