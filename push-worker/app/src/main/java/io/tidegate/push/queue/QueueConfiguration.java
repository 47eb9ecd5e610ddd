package io.tidegate.push.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import io.tidegate.push.channel.Channel;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The queue's threads, its consumers and its producer. */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(QueueConfiguration.class);

  /** For single pushes that somebody waits for: small batches. */
  @Bean(destroyMethod = "close")
  Producer<byte[], byte[]> handOnProducer(KafkaProperties kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.buildProducerProperties());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "push-worker-queue");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Bean
  HandOn handOn(Producer<byte[], byte[]> handOnProducer) {
    return new HandOn(handOnProducer);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  OldPushes oldPushes(DeliveredPushes delivered, DeadLetters letters, QueueSettings settings) {
    return new OldPushes(delivered, letters, settings.deadLettersKept());
  }

  @Bean
  QueueClock queueClock(Clock clock, JdbcClient jdbc) {
    return new QueueClock(
        clock,
        () -> jdbc.sql("SELECT timer_now()").query(OffsetDateTime.class).single().toInstant(),
        System::nanoTime);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  QueueThreads queueThreads(
      ObjectProvider<Channel> channels,
      QueueSettings settings,
      LimitSettings limits,
      KafkaProperties kafka,
      Books books,
      DeadLetters letters,
      HandOn handOn,
      SuspectApps suspects,
      MeterRegistry meters,
      QueueClock queueClock) {
    List<QueueThread> threads = new ArrayList<>();
    if (settings.enabled()) {
      for (Channel channel : channels) {
        if (channel.off() != null) {
          LOG.info("channel {} is off: {}", channel.name(), channel.off());
          continue;
        }
        threads.add(
            channelThread(
                channel,
                settings,
                departures(channel, settings, limits, suspects),
                joined(channel, settings, kafka, System::nanoTime),
                books,
                handOn,
                meters,
                queueClock));
      }
      threads.add(
          new QueueThread(
              "push-retries",
              () ->
                  RetryShelf.join(retries(settings, kafka), handOn, letters, queueClock, meters)));
    }
    return new QueueThreads(threads);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  QueueWatch queueWatch(
      ObjectProvider<Channel> channels,
      QueueSettings queue,
      WatchSettings settings,
      KafkaProperties kafka,
      OpenLetters letters,
      MeterRegistry meters,
      QueueClock queueClock) {
    return new QueueWatch(
        new KafkaReach(kafka.buildAdminProperties()),
        queue,
        settings,
        channels.stream().map(Channel::name).collect(Collectors.toSet()),
        letters,
        meters,
        queueClock);
  }

  /** Not started yet; makes a queue, and another where one had to be abandoned. */
  static QueueThread channelThread(
      Channel channel,
      QueueSettings settings,
      Supplier<Departures> departures,
      Function<Runnable, Partitions> join,
      Books books,
      HandOn handOn,
      MeterRegistry meters,
      QueueClock clock) {
    String name = channel.name();
    return new QueueThread(
        "push-" + name,
        () -> {
          clock.mustBeRight();
          channel.connect();
          return new ChannelQueue(
              channel,
              settings,
              join,
              departures.get(),
              books,
              handOn,
              new QueueMetrics(meters, name),
              clock,
              RandomGenerator.of("L64X128MixRandom"));
        });
  }

  static Function<Runnable, Partitions> joined(
      Channel channel, QueueSettings settings, KafkaProperties kafka, LongSupplier nanos) {
    String name = channel.name();
    return join(
        kafka, settings, settings.group() + "-" + name, List.of(Topics.pushes(name)), nanos);
  }

  /**
   * Made anew with each queue of a channel; what is known of the channel stays: its push service
   * said so, whatever becomes of a turn here.
   */
  static Supplier<Departures> departures(
      Channel channel, QueueSettings settings, LimitSettings limits, SuspectApps suspects) {
    String name = channel.name();
    Quotas quotas =
        new Quotas(channel::quota, () -> new Pace(limits.perMinute(name), limits.ramp()));
    QuarterSpread spread = new QuarterSpread(limits.quarterSpread(name));
    Trusts trusts = new Trusts(name, suspects);
    return () -> new Departures(quotas, spread, settings.patience(), trusts);
  }

  static Function<Runnable, Partitions> retries(QueueSettings settings, KafkaProperties kafka) {
    return join(
        kafka,
        settings,
        settings.group() + "-retries",
        Arrays.stream(PushRetry.values()).map(PushRetry::topic).toList(),
        System::nanoTime);
  }

  /**
   * The classic group protocol, as the new one's sessions last 45 s at least: a dead worker's
   * pushes would wait for so long.
   */
  static Function<Runnable, Partitions> join(
      KafkaProperties kafka,
      QueueSettings settings,
      String group,
      List<String> topics,
      LongSupplier nanos) {
    Map<String, Object> all = new HashMap<>(kafka.buildConsumerProperties());
    all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    all.put(ConsumerConfig.CLIENT_ID_CONFIG, group);
    all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    all.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    all.put(
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(Partitions.SESSION.toMillis()));
    all.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    // Limits are shared by partitions: who knows of too few of them takes too much.
    all.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, QueueSettings.POLL);
    return letGo ->
        new Partitions(
            new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            topics,
            settings.window(),
            letGo,
            nanos);
  }
}
