package io.tidegate.push.timer;

import io.tidegate.messages.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Puts the pushes of a page on the queue, and knows when all of them are safe. */
final class PushTopic {
  private final Producer<byte[], byte[]> producer;
  private final Duration patience;

  PushTopic(Producer<byte[], byte[]> producer, Duration patience) {
    this.producer = producer;
    this.patience = patience;
  }

  /** For one page. */
  Sending begin() {
    return new Sending();
  }

  /** The pushes of one page on their way. */
  final class Sending {
    private final AtomicInteger open = new AtomicInteger(1); // the page itself
    private final CountDownLatch safe = new CountDownLatch(1);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Map<String, String> topics = new HashMap<>();
    private int sent;

    void send(String channel, byte[] key, byte[] push) {
      open.incrementAndGet();
      sent++;
      var _ =
          producer.send(
              new ProducerRecord<>(topics.computeIfAbsent(channel, Topics::pushes), key, push),
              (metadata, error) -> {
                if (error != null) {
                  failure.compareAndSet(null, error);
                }
                arrive();
              });
    }

    int sent() {
      return sent;
    }

    /** Returns once all are acknowledged by all replicas; throws if one is not. */
    void awaitAcknowledged() throws InterruptedException {
      arrive();
      if (!safe.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NotAcknowledged("Kafka did not acknowledge a page within " + patience, null);
      }
      Exception error = failure.get();
      if (error != null) {
        throw new NotAcknowledged("Kafka refused a push", error);
      }
    }

    private void arrive() {
      if (open.decrementAndGet() == 0) {
        safe.countDown();
      }
    }
  }

  /** A page that is not safe: it is sent again. */
  static final class NotAcknowledged extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotAcknowledged(String message, @Nullable Exception cause) {
      super(message, cause);
    }
  }
}
