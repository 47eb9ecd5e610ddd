package io.tidegate.push;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topics of a whole push-worker, and somebody who puts pushes on them. */
public final class Pushes implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;

  /** Makes the topics. */
  public Pushes() {
    TestServers.kafkaWith(
        4, // as SocketsTest has them: topics are the whole JVM's
        Stream.of(
                Push.CHANNELS.stream().map(Topics::pushes),
                Stream.of(Topics.SOCKET_PUSHES, Topics.DEAD_LETTERS),
                Arrays.stream(PushRetry.values()).map(PushRetry::topic))
            .flatMap(topics -> topics)
            .toArray(String[]::new));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServers.kafka(), "acks", "all", "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Puts a push of Ann's on its topic: due now, good for an hour. */
  public void put(String id, String channel, UUID device) {
    put(id, channel, device, null);
  }

  /** The same, with a link. */
  public void put(String id, String channel, UUID device, @Nullable String link) {
    Instant now = Instant.now();
    Push push =
        new Push(
            id,
            null,
            null,
            "ann",
            device,
            channel,
            "bank",
            "Rent",
            "",
            link,
            Map.of(),
            now,
            now.plus(Duration.ofHours(1)),
            null,
            1,
            false);
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.pushes(channel),
                device.toString().getBytes(US_ASCII),
                Messages.write(push)));
    producer.flush();
  }

  /** Waits for a fact. */
  public static void await(String what, Callable<Boolean> fact) throws Exception {
    long began = System.nanoTime();
    while (!fact.call()) {
      if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(60)) {
        throw new AssertionError("not within a minute: " + what);
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
