package io.tidegate.push.socket;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.messages.Topics;
import io.tidegate.push.access.Access;
import io.tidegate.push.channel.Channel;
import io.tidegate.push.queue.KeptPushes;
import io.tidegate.push.queue.QueueThread;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The sockets' server and the thread behind it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "tidegate.push.queue.enabled", matchIfMissing = true)
class SocketConfiguration {
  @Bean
  SocketDesk socketDesk(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      KeptPushes kept,
      KafkaProperties kafka,
      Producer<byte[], byte[]> handOnProducer,
      SocketSettings settings,
      MeterRegistry meters) {
    Map<String, Object> reading = new HashMap<>(kafka.buildConsumerProperties());
    reading.put(ConsumerConfig.CLIENT_ID_CONFIG, "push-worker-sockets");
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return new SocketDesk(
        new SocketNode(
            jdbc,
            transactions,
            () -> consumer.partitionsFor(Topics.SOCKET_PUSHES).size(),
            System::nanoTime),
        new OpenSockets(jdbc),
        new WaitingPushes(jdbc),
        kept,
        new SocketNotes(consumer, handOnProducer),
        transactions,
        settings,
        new SocketMetrics(meters));
  }

  /**
   * With the thread behind it: so the queue, which has this channel, ends before that, and what it
   * has given to the desk by then is kept.
   */
  @Bean
  Channel socketChannel(SocketDesk desk, QueueThread socketThread, MeterRegistry meters) {
    Gauge.builder("tidegate.push.sockets", desk, SocketDesk::size).register(meters);
    return new SocketChannel(desk);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  QueueThread socketThread(SocketDesk desk) {
    return new QueueThread("push-sockets", () -> desk);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  LeaseWatch leaseWatch(SocketDesk desk) {
    return desk.watch();
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  SocketServer socketServer(Vertx vertx, Access access, SocketDesk desk, SocketSettings settings) {
    return new SocketServer(vertx, access, desk, settings);
  }
}
