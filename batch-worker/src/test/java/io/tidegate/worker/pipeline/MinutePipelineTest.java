package io.tidegate.worker.pipeline;

import static io.tidegate.worker.pipeline.WorkerUnderTest.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Tally;
import io.tidegate.messages.Topics;
import io.tidegate.policy.Tickets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class MinutePipelineTest {
  private static final Duration OPEN = Duration.ofSeconds(15);
  private static final Duration INTERVAL = Duration.ofMillis(10);

  private static String policy(Counterpart counterpart, String more) {
    return """
    code: T01
    name: T
    zone: UTC
    windows: ["always"]
    cycle: P1D
    quota:
      - {scope: consent, times: 1, per: rolling, length: PT1H, counts: successes}
    limits:
      - {calls: 90, per: second}
    max-in-flight: 40
    endpoints: [{url: "%s"}]
    """
            .formatted(counterpart.url())
        + more;
  }

  private static final String ONE_CALL =
      """
      calls:
        - name: accounts
          get: "/accounts?user={user}&since={since}"
      """;

  @Test
  void usersAreCalledOnceEachNeverBeforeTheirTicketsAndSettledWithTheirBodiesSafe()
      throws Exception {
    try (Counterpart institution = new Counterpart();
        WorkerUnderTest worker = new WorkerUnderTest().start()) {
      int id = worker.institution(policy(institution, ONE_CALL));
      worker.consents(id, 200);
      List<MinuteCommand> commands =
          List.of(
              worker.command(id, 0, 2, OPEN, INTERVAL, 150),
              worker.command(id, 1, 2, OPEN, INTERVAL, 150));
      send(commands);

      institution.await(200, call -> true);
      await(
          "all are settled",
          () ->
              worker.count("SELECT count(*) FROM consent WHERE succeeded_at > '-infinity'") == 200);

      List<Counterpart.Arrival> arrivals = institution.arrivals();
      Set<String> users = new HashSet<>();
      arrivals.forEach(call -> users.add(call.parameter("user")));
      assertThat(arrivals).hasSize(200);
      assertThat(users).hasSize(200);
      assertThat(arrivals).allMatch(call -> call.parameter("since").equals("0"));
      neverBeforeTickets(commands.getFirst(), arrivals);
      assertThat(bodies()).isEqualTo(200);
      assertThat(worker.count("SELECT count(*) FROM consent WHERE sinces LIKE 'accounts%7'"))
          .isEqualTo(200);
      await("tallies", () -> tallied(id) == 200);
    }
  }

  /** At no arrival had more calls come than tickets, but for the clocks' 10 ms. */
  private static void neverBeforeTickets(
      MinuteCommand command, List<Counterpart.Arrival> arrivals) {
    Tickets tickets = new Tickets(command.ticketIntervalNanos());
    int before = tickets.firstAt(Duration.between(command.minute(), command.openFrom()).toNanos());
    for (int i = 0; i < arrivals.size(); i++) {
      Instant at = arrivals.get(i).at().plusMillis(10);
      int due = tickets.firstAt(Duration.between(command.minute(), at).toNanos()) - before;
      assertThat(i + 1).as("calls until %s", at).isLessThanOrEqualTo(due);
    }
  }

  private static void send(List<MinuteCommand> commands) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServers.kafka()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (MinuteCommand command : commands) {
        producer
            .send(
                new ProducerRecord<>(
                    Topics.MINUTE_COMMANDS, "T01/" + command.lane(), Messages.write(command)))
            .get();
      }
    }
  }

  private static long bodies() {
    return read(Topics.BODIES).stream()
        .filter(each -> new String(each.value(), UTF_8).equals(Counterpart.SUCCESS))
        .count();
  }

  private static long tallied(int institutionId) {
    return read(Topics.TALLIES).stream()
        .map(each -> Messages.read(each.value(), Tally.class))
        .filter(tally -> tally.institutionId() == institutionId)
        .flatMap(tally -> tally.counts().stream())
        .filter(count -> count.responseClass().equals("success"))
        .mapToLong(Tally.Count::calls)
        .sum();
  }

  private static List<ConsumerRecord<String, byte[]>> read(String topic) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", TestServers.kafka());
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> parts =
          consumer.partitionsFor(topic).stream()
              .map((PartitionInfo part) -> new TopicPartition(topic, part.partition()))
              .toList();
      consumer.assign(parts);
      consumer.seekToBeginning(parts);
      Map<TopicPartition, Long> ends = consumer.endOffsets(parts);
      while (parts.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }
}
