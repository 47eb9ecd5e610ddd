package io.tidegate.worker.pipeline;

import io.tidegate.messages.BodyHeaders;
import io.tidegate.messages.Topics;
import io.tidegate.worker.call.Exchange;
import io.tidegate.worker.call.Terms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes bodies on a thread of its own, and lets a refresh go on to its settlement only when
 * Kafka has acknowledged all of its bodies.
 *
 * <p>A body is never given up while this process lives: what the producer could not get through
 * goes to it again, perhaps a second time where only the acknowledgement was lost. While bodies
 * wait so, nothing new starts ({@link Gate#bodiesFull}).
 */
final class Outbox implements Consumer<Landed>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final Producer<String, byte[]> producer;
  private final Gate gate;
  private final Settler settler;
  private final long most;
  private final LinkedBlockingQueue<Landed> landed = new LinkedBlockingQueue<>();
  private final AtomicLong unacknowledged = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean closed;

  /** Bodies that Kafka had no room or no ear for; they go before all others. */
  private final Queue<Body> again = new ConcurrentLinkedQueue<>();

  /**
   * An outbox that works from {@link #start} on.
   *
   * @param most bytes of bodies without an acknowledgement at which nothing new starts
   */
  Outbox(Producer<String, byte[]> producer, Gate gate, Settler settler, long most) {
    this.producer = producer;
    this.gate = gate;
    this.settler = settler;
    this.most = most;
    this.thread = Thread.ofPlatform().daemon().name("bodies").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void accept(Landed batch) {
    landed.add(batch);
  }

  /** Bytes of bodies that Kafka has not acknowledged. */
  long unacknowledged() {
    return unacknowledged.get();
  }

  private void run() {
    while (true) {
      try {
        for (int waiting = again.size(); waiting > 0 && !closed; waiting--) {
          Body body = again.poll();
          if (body != null) {
            attempt(body);
          }
        }
        Landed batch = landed.poll(again.isEmpty() ? 100 : 1, TimeUnit.MILLISECONDS);
        if (batch != null) {
          handle(batch);
        } else if (closed || (closing && again.isEmpty())) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) { // whatever it was: the others' bodies must go out
        LOG.error("a batch of bodies failed", e);
      }
    }
  }

  private void handle(Landed batch) {
    for (Body body : batch.bodies()) {
      send(body);
    }
    settler.failed(batch.failures());
    for (Work work : batch.ended()) {
      if (work.paid()) {
        settler.add(work);
      }
    }
  }

  private void send(Body body) {
    if (unacknowledged.addAndGet(body.answer().body().length) > most) {
      gate.bodiesFull(true);
    }
    attempt(body);
  }

  /**
   * One attempt, which waits half a second at most. A producer without metadata, or without room,
   * does not throw: it fails the record at once, and so the body comes {@link #again}.
   */
  private void attempt(Body body) {
    ProducerRecord<String, byte[]> message = message(body);
    try {
      var _ = producer.send(message, (where, failure) -> over(body, failure));
    } catch (KafkaException e) {
      over(body, e);
    }
  }

  private static ProducerRecord<String, byte[]> message(Body body) {
    Exchange answer = body.answer();
    Terms terms = answer.refresh().terms();
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(
            Topics.BODIES,
            null,
            answer.startedAt() / 1_000_000,
            answer.refresh().user(),
            answer.body());
    header(message, BodyHeaders.INSTITUTION, terms.policy().code());
    header(message, BodyHeaders.CALL, terms.callName(answer.callIndex()));
    header(message, BodyHeaders.OBJECT, answer.object());
    header(message, BodyHeaders.PAGE, Integer.toString(answer.page()));
    header(message, BodyHeaders.TRANSACTION_ID, answer.transactionId());
    header(message, BodyHeaders.CONTENT_TYPE, answer.contentType());
    return message;
  }

  private static void header(
      ProducerRecord<String, byte[]> message, String name, @Nullable String value) {
    if (value != null) {
      message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void over(Body body, @Nullable Exception failure) {
    if (failure != null && !PatientProducer.isHopeless(failure) && !closed) {
      gate.bodiesFull(true);
      again.add(body);
      return;
    }
    if (failure != null) {
      LOG.error(
          "the body of call {} cannot be kept; its refresh counts as failed",
          body.answer().transactionId(),
          failure);
      body.work().bodyLost();
    }
    if (body.work().paid()) {
      settler.add(body.work());
    }
    int size = body.answer().body().length; // after it: who waits for zero settles what there is
    if (unacknowledged.addAndGet(-size) <= most / 2 && again.isEmpty()) {
      gate.bodiesFull(false);
    }
  }

  /** Publishes what has landed, as far as Kafka takes it in the given time. */
  void drain(Duration atMost) {
    closing = true;
    long end = System.nanoTime() + atMost.toNanos();
    try {
      thread.join(atMost);
      while (unacknowledged.get() > 0 && System.nanoTime() < end) {
        Pause.atMost(Duration.ofMillis(5));
      }
      if (unacknowledged.get() > 0) {
        LOG.warn(
            "{} bytes of bodies were not taken by Kafka; their refreshes are not settled",
            unacknowledged.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    producer.close(Duration.ZERO);
  }
}
