package io.tidegate.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From a request over HTTP to the topic, with two push-workers that share the shards. */
class TwoPushWorkersTest {
  private static final int USERS = 40;

  @Test
  void eachDueTimerComesOnTheTopicOnce() {
    TestServers.kafkaWith(3, Topics.pushes("websocket"));
    try (TestDatabase database = TestServers.database()) {
      JdbcClient owner = JdbcClient.create(database.owner());
      clock(owner, "2026-03-07T08:59:59.5Z");
      owner.sql("UPDATE timer_progress SET begun_minute = '2026-03-07T08:59:00Z'").update();
      try (RunningPushWorker one = RunningPushWorker.start(database);
          RunningPushWorker two = RunningPushWorker.start(database);
          KafkaConsumer<byte[], byte[]> topic = topic()) {
        for (int user = 0; user < USERS; user++) {
          make(user % 2 == 0 ? one : two, "/v1/users/u" + user);
        }
        clock(owner, "2026-03-07T09:00:00.1Z");
        List<Push> pushes = new ArrayList<>();
        while (!isDone(owner) || pushes.size() < USERS) {
          for (ConsumerRecord<byte[], byte[]> record : topic.poll(Duration.ofMillis(100))) {
            pushes.add(Messages.read(record.value(), Push.class));
          }
        }
        Set<String> ids = new HashSet<>();
        assertThat(pushes)
            .hasSize(USERS)
            .allSatisfy(
                push -> {
                  assertThat(ids.add(push.id())).isTrue();
                  assertThat(push.due()).isEqualTo("2026-03-07T09:00:00Z");
                  assertThat(push.repeated()).isFalse();
                });
      }
    }
  }

  private static void make(RunningPushWorker worker, String user) {
    assertThat(
            worker
                .ask("POST", user + "/devices", "{\"channel\": \"websocket\", \"app\": \"bank\"}")
                .status())
        .isEqualTo(201);
    RunningPushWorker.Answer timer =
        worker.ask(
            "POST",
            user + "/timers",
            """
            {"title": "Rent", "start": "2026-03-07T10:00", "zone": "Europe/Berlin", "rrule": "FREQ=DAILY"}
            """);
    assertThat(timer.json().path("nextOccurrence").asString()).isEqualTo("2026-03-07T09:00:00Z");
  }

  private static boolean isDone(JdbcClient owner) {
    return owner
            .sql(
                """
                SELECT count(*) FROM timer_progress p WHERE begun_minute < '2026-03-07T09:00:00Z'
                  OR EXISTS (SELECT FROM timer_span s WHERE s.shard = p.shard)
                """)
            .query(Integer.class)
            .single()
        == 0;
  }

  private static void clock(JdbcClient owner, String instant) {
    owner
        .sql(
            """
            CREATE OR REPLACE FUNCTION timer_now() RETURNS timestamptz LANGUAGE sql VOLATILE
            RETURN timestamptz '%s'
            """
                .formatted(instant))
        .update();
  }

  private static KafkaConsumer<byte[], byte[]> topic() {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", TestServers.kafka()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.pushes("websocket")).stream()
            .map(one -> new TopicPartition(one.topic(), one.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }
}
