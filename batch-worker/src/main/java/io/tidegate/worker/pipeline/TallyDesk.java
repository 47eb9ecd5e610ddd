package io.tidegate.worker.pipeline;

import io.tidegate.messages.Messages;
import io.tidegate.messages.Tally;
import io.tidegate.messages.Topics;
import io.tidegate.worker.server.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
final class TallyDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TallyDesk.class);

  private record Kind(Instant minute, String call, String callClass, String responseClass) {}

  /** What one institution's next tally will say. */
  private static final class Draft {
    final Map<Kind, Tally.Count> counts = new LinkedHashMap<>();
    final Instant from;
    @Nullable Instant blockedUntil;
    @Nullable String reason;

    Draft(Instant from) {
      this.from = from;
    }
  }

  private static final class Institution {
    final String code;
    Draft draft;
    long sequence;

    /** Sent, and not acknowledged yet: sent again until it is, as what it is. */
    @Nullable Tally underWay;

    boolean failed;

    Institution(String code, Instant now) {
      this.code = code;
      this.draft = new Draft(now);
    }
  }

  private final Producer<String, byte[]> producer;
  private final Supplier<Optional<Registration>> lease;
  private final DatabaseTime time;
  private final Map<Integer, Institution> institutions = new HashMap<>();
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
    institutions.computeIfAbsent(institutionId, id -> new Institution(code, time.now()));
  }

  /** Adds counts to the institution's next tally. */
  synchronized void counted(int institutionId, List<Tally.Count> counts) {
    Institution institution = institutions.get(institutionId);
    if (institution == null) {
      throw new IllegalStateException("institution " + institutionId + " was not named");
    }
    for (Tally.Count count : counts) {
      Kind kind = new Kind(count.minute(), count.call(), count.callClass(), count.responseClass());
      institution.draft.counts.merge(kind, count, TallyDesk::sum);
    }
  }

  private static Tally.Count sum(Tally.Count a, Tally.Count b) {
    return new Tally.Count(
        a.minute(),
        a.call(),
        a.callClass(),
        a.responseClass(),
        a.calls() + b.calls(),
        a.totalMillis() + b.totalMillis(),
        a.totalSquaredMillis() + b.totalSquaredMillis());
  }

  /** The institution asks not to be called; goes out at once. */
  void blocked(
      int institutionId, String code, List<Tally.Count> counts, Instant until, String reason) {
    synchronized (this) {
      name(institutionId, code);
      counted(institutionId, counts);
      Institution institution = institutions.get(institutionId);
      if (institution != null) {
        Draft draft = institution.draft;
        if (draft.blockedUntil == null || draft.blockedUntil.isBefore(until)) {
          draft.blockedUntil = until;
          draft.reason = reason;
        }
      }
    }
    thread.execute(this::send);
  }

  private void send() {
    try {
      for (Integer id : known()) {
        Tally tally = next(id);
        if (tally != null) {
          String code = code(id);
          var _ =
              producer.send(
                  new ProducerRecord<>(Topics.TALLIES, code, Messages.write(tally)),
                  (where, failure) -> over(id, failure));
        }
      }
    } catch (KafkaException e) {
      LOG.debug("tallies wait for Kafka", e);
      synchronized (this) {
        institutions.values().forEach(each -> each.failed |= each.underWay != null);
      }
    } catch (RuntimeException e) { // whatever it was: the next second's must go out
      LOG.error("tallies could not be sent", e);
    }
  }

  private synchronized List<Integer> known() {
    return new ArrayList<>(institutions.keySet());
  }

  private synchronized String code(int institutionId) {
    Institution institution = institutions.get(institutionId);
    return institution == null ? "" : institution.code;
  }

  private synchronized @Nullable Tally next(int institutionId) {
    registration = lease.get().map(Registration::number).orElse(registration);
    Institution institution = institutions.get(institutionId);
    if (institution == null || registration == 0) {
      return null;
    }
    if (institution.underWay != null) {
      if (institution.failed) {
        institution.failed = false;
        return institution.underWay;
      }
      return null;
    }
    Draft draft = institution.draft;
    if (draft.counts.isEmpty() && draft.blockedUntil == null) {
      return null;
    }
    Instant now = time.now();
    institution.draft = new Draft(now);
    institution.underWay =
        new Tally(
            registration,
            institutionId,
            ++institution.sequence,
            draft.from,
            now,
            List.copyOf(draft.counts.values()),
            draft.blockedUntil,
            draft.reason);
    return institution.underWay;
  }

  private synchronized void over(int institutionId, @Nullable Exception failure) {
    Institution institution = institutions.get(institutionId);
    if (institution != null) {
      if (failure == null) {
        institution.underWay = null;
      } else {
        institution.failed = true;
      }
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
    return institutions.values().stream()
        .anyMatch(each -> each.underWay != null || !each.draft.counts.isEmpty());
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
