package io.tidegate.worker.pipeline;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Tally;
import io.tidegate.messages.Topics;
import io.tidegate.worker.server.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the counts of outcomes, about once a second and institution, and a wish to be left alone at
 * once. While Kafka is away the counts of an institution add up to one tally: nothing is lost, and
 * nothing grows.
 */
final class TallyDesk implements Tallying, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TallyDesk.class);

  private final Producer<String, byte[]> producer;
  private final Supplier<Optional<Registration>> lease;
  private final DatabaseTime time;
  private final Map<Integer, OutgoingTally> institutions = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tallies").factory());
  private long registration;

  TallyDesk(
      Producer<String, byte[]> producer,
      Supplier<Optional<Registration>> lease,
      DatabaseTime time) {
    this.producer = producer;
    this.lease = lease;
    this.time = time;
  }

  void start() {
    var _ = thread.scheduleWithFixedDelay(this::send, 200, 200, TimeUnit.MILLISECONDS);
  }

  /** Names an institution before anything of it is counted. */
  synchronized void name(int institutionId, String code) {
    institutions.computeIfAbsent(institutionId, id -> new OutgoingTally(id, code, time.now()));
  }

  @Override
  public synchronized void counted(int institutionId, List<Tally.Count> counts) {
    named(institutionId).add(counts);
  }

  private OutgoingTally named(int institutionId) {
    OutgoingTally institution = institutions.get(institutionId);
    if (institution == null) {
      throw new IllegalStateException("institution " + institutionId + " was not named");
    }
    return institution;
  }

  @Override
  public void blocked(
      int institutionId, String code, List<Tally.Count> counts, Instant until, String reason) {
    synchronized (this) {
      name(institutionId, code);
      named(institutionId).add(counts);
      named(institutionId).blocked(until, reason);
    }
    thread.execute(this::send);
  }

  private void send() {
    try {
      for (OutgoingTally institution : known()) {
        Tally tally = next(institution);
        if (tally != null) {
          var _ =
              producer.send(
                  new ProducerRecord<>(Topics.TALLIES, institution.code(), Messages.write(tally)),
                  (where, failure) -> over(institution, failure));
        }
      }
    } catch (KafkaException e) {
      LOG.debug("tallies wait for Kafka", e);
      synchronized (this) {
        institutions.values().forEach(OutgoingTally::failed);
      }
    } catch (RuntimeException e) { // whatever it was: the next second's must go out
      LOG.error("tallies could not be sent", e);
    }
  }

  private synchronized List<OutgoingTally> known() {
    return List.copyOf(institutions.values());
  }

  private synchronized @Nullable Tally next(OutgoingTally institution) {
    registration = lease.get().map(Registration::number).orElse(registration);
    return registration == 0 ? null : institution.next(registration, time.now());
  }

  private synchronized void over(OutgoingTally institution, @Nullable Exception failure) {
    if (failure == null) {
      institution.acknowledged();
    } else {
      institution.failed();
    }
  }

  /** Sends what is left, as far as Kafka takes it in the given time. */
  void flush(Duration atMost) {
    thread.shutdown();
    long end = time.nanoTime() + atMost.toNanos();
    send();
    while (hasLeft() && time.nanoTime() < end) {
      Pause.atMost(Duration.ofMillis(5));
      send();
    }
  }

  private synchronized boolean hasLeft() {
    return institutions.values().stream().anyMatch(OutgoingTally::hasLeft);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
