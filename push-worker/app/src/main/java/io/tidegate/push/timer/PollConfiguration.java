package io.tidegate.push.timer;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import net.javacrumbs.shedlock.core.LockProvider;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The poll's threads and its producer. */
@Configuration(proxyBeanMethods = false)
class PollConfiguration {
  /** One of its own: large batches, while others wait for single pushes. */
  @Bean(destroyMethod = "close")
  Producer<byte[], byte[]> dueProducer(KafkaProperties kafka, PollSettings poll) {
    Map<String, Object> settings = new HashMap<>(kafka.buildProducerProperties());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "push-worker-timers");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 32L << 20);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    // Together no longer than a page may take: what was not given to Kafka by then never is.
    int fifth = Math.toIntExact(poll.acknowledged().dividedBy(5).toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2 * fifth);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3 * fifth);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, fifth);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Bean
  PushTopic pushTopic(Producer<byte[], byte[]> dueProducer, PollSettings settings) {
    return new PushTopic(dueProducer, settings.acknowledged());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  PollRounds pollRounds(
      JdbcClient jdbc,
      Spans spans,
      Timers timers,
      TzdbChange tzdb,
      PushTopic topic,
      LockProvider locks,
      PollMetrics metrics,
      PollSettings settings,
      Clock clock) {
    return new PollRounds(
        spans,
        timers,
        tzdb,
        () -> new Poll(jdbc, spans, new Pages(jdbc, topic, metrics, settings.page()), metrics),
        locks,
        metrics,
        settings,
        clock);
  }
}
