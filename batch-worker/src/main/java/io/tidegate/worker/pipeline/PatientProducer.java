package io.tidegate.worker.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/**
 * Makes producers that say soon that they have no room, and soon enough that a record did not get
 * through: it is for the sender to send it again.
 *
 * <p>A producer that tries for ever by itself can be stuck for ever: after a broker's restart a
 * batch that the broker had refused as no leader of its partition came again behind a later one,
 * and was then, it seems, refused as out of order each time (found by {@code chaos --seed 1}). Only
 * when a batch is given up does a producer begin to count anew.
 */
final class PatientProducer {
  private static final int LARGEST_RECORD = 16 * 1024 * 1024;

  /** More than a request's time-out and the pause before the next. */
  private static final int ATTEMPTED_MS = 8_000;

  /** What is wrong with the record itself, so that no other attempt will do better. */
  private static final Set<Class<? extends Exception>> HOPELESS =
      Set.of(
          RecordTooLargeException.class,
          InvalidTopicException.class,
          InvalidRecordException.class,
          SerializationException.class);

  private PatientProducer() {}

  /**
   * Makes one.
   *
   * @param kafka settings of the process
   * @param more settings of this one
   */
  static Producer<String, byte[]> make(KafkaProperties kafka, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(kafka.buildProducerProperties());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 10);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ATTEMPTED_MS);
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
    settings.putAll(more);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** Whether a record that was not taken will never be. */
  static boolean isHopeless(Exception failure) {
    return HOPELESS.stream().anyMatch(kind -> kind.isInstance(failure));
  }
}
