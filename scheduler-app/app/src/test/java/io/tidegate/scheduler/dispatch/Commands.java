package io.tidegate.scheduler.dispatch;

import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the commands that are sent from its making on, as a worker would. */
final class Commands implements AutoCloseable {
  private static final int PARTITIONS = 12;

  private final KafkaConsumer<String, byte[]> consumer;
  private final String institutions;

  /** Only those of institutions whose code begins like this. */
  Commands(String institutions) {
    this.institutions = institutions;
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", TestServers.kafka()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      all.add(new TopicPartition(Topics.MINUTE_COMMANDS, partition));
    }
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(consumer::position); // it seeks only now
  }

  /** The next so many commands, and all that came with them. */
  List<MinuteCommand> receive(int atLeast) {
    List<MinuteCommand> commands = new ArrayList<>();
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    boolean quiet = false;
    while ((commands.size() < atLeast || !quiet) && System.nanoTime() < end) {
      var records = consumer.poll(Duration.ofMillis(500));
      quiet = records.isEmpty();
      for (ConsumerRecord<String, byte[]> record : records) {
        MinuteCommand command = Messages.read(record.value(), MinuteCommand.class);
        if (command.institution().startsWith(institutions)) {
          commands.add(command);
        }
      }
    }
    return commands;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
