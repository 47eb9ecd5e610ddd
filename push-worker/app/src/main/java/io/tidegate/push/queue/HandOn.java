package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Puts pushes on other topics: those that are tried again, those that are given up. Each call is
 * told once whether it is safe: null when all replicas have it.
 */
final class HandOn {
  /** Of what nobody can read. */
  private static final int MOST_OF_RAW = 64 << 10;

  /** Of its key: with headers a letter may be no larger than what could be written before. */
  private static final int MOST_OF_KEY = 1 << 10;

  private final Producer<byte[], byte[]> producer;

  HandOn(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** To be tried again from an instant on. */
  void retry(Push push, PushRetry retry, Instant at, Consumer<@Nullable Exception> told) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(retry.topic(), key(push), Messages.write(push));
    record.headers().add(PushRetry.NOT_BEFORE, instant(at));
    send(record, told);
  }

  private static byte[] instant(Instant at) {
    return at.toString().getBytes(US_ASCII);
  }

  /** Once more on its retry topic, behind those that are there. */
  void behind(
      ConsumerRecord<byte[], byte[]> record, Instant at, Consumer<@Nullable Exception> told) {
    ProducerRecord<byte[], byte[]> again =
        new ProducerRecord<>(
            record.topic(), null, null, record.key(), record.value(), record.headers());
    again.headers().remove(PushRetry.NOT_BEFORE).add(PushRetry.NOT_BEFORE, instant(at));
    send(again, told);
  }

  /** Back on its channel's topic, as its time has come. */
  void back(byte[] key, byte[] push, String channel, Consumer<@Nullable Exception> told) {
    send(new ProducerRecord<>(Topics.pushes(channel), key, push), told);
  }

  /** On its channel's topic; done when all replicas have it. */
  CompletableFuture<Push> back(Push push) {
    CompletableFuture<Push> safe = new CompletableFuture<>();
    back(
        key(push),
        Messages.write(push),
        push.channel(),
        error -> {
          if (error == null) {
            safe.complete(push);
          } else {
            safe.completeExceptionally(error);
          }
        });
    return safe;
  }

  /** Among the dead letters. */
  void bury(Letter letter, Consumer<@Nullable Exception> told) {
    byte[] key = letter.key();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.DEAD_LETTERS,
            key == null ? null : atMost(MOST_OF_KEY, key),
            atMost(MOST_OF_RAW, letter.value()));
    record.headers().add("reason", letter.reason().getBytes(US_ASCII));
    record.headers().add("last-answer", letter.said().getBytes(UTF_8));
    send(record, told);
  }

  private static byte[] atMost(int bytes, byte[] all) {
    return all.length <= bytes ? all : Arrays.copyOf(all, bytes);
  }

  private void send(ProducerRecord<byte[], byte[]> record, Consumer<@Nullable Exception> told) {
    try {
      var _ = producer.send(record, (metadata, error) -> told.accept(error));
    } catch (KafkaException e) {
      told.accept(e);
    }
  }

  /** The key of a push's records. */
  static byte[] key(Push push) {
    return push.device().toString().getBytes(US_ASCII);
  }
}
