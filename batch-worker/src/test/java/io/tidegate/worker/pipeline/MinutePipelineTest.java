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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MinutePipelineTest {
  private static final Duration OPEN = Duration.ofSeconds(25);
  private static final int USERS = 60;
  private static final Duration INTERVAL = Duration.ofMillis(10);

  private static final String ONE_CALL =
      """
      calls:
        - name: accounts
          get: "/accounts?user={user}&since={since}"
      """;

  private static final String TWO_CALLS =
      """
      calls:
        - name: accounts
          get: "/accounts?user={user}"
          pages: next_page
          each: {from: "account_list[*].account_num", as: account}
        - name: balance
          post: "/balance"
          body: '{"user":"{user}","account_num":"{account}"}'
          for-each: account
      """;

  private static WorkerUnderTest worker;

  @BeforeAll
  static void startWorker() {
    worker = new WorkerUnderTest("--spring.kafka.listener.auto-startup=true").start();
  }

  @AfterAll
  static void stopWorker() {
    worker.close();
  }

  static String policy(String code, Counterpart counterpart, String more) {
    return """
    code: %s
    name: T
    zone: UTC
    windows: ["always"]
    cycle: P1D
    quota:
      - {scope: consent, times: 1, per: rolling, length: PT1H, counts: successes}
    limits:
      - {calls: 90, per: second}
    max-in-flight: 40
    timeout: {connect: 1s, response: 2s, refresh: 1m}
    retry: {attempts: 3, first: 1s, factor: 1, longest: 1s}
    max-body-bytes: 4000
    endpoints: [{url: "%s"}]
    """
            .formatted(code, counterpart.url())
        + more;
  }

  @Test
  void usersAreCalledOnceEachNeverBeforeTheirTicketsAndSettledWithTheirBodiesSafe()
      throws Exception {
    try (Counterpart institution = new Counterpart()) {
      int id = worker.institution("T01", policy("T01", institution, ONE_CALL));
      worker.consents(id, USERS);
      List<MinuteCommand> commands =
          List.of(
              worker.command(id, "T01", 0, 2, OPEN, INTERVAL, 200),
              worker.command(id, "T01", 1, 2, OPEN, INTERVAL, 200));
      send(commands);

      institution.await(USERS, call -> true);
      await("all are settled", () -> succeeded(id) == USERS);

      List<Counterpart.Arrival> arrivals = institution.arrivals();
      Set<String> users = new HashSet<>();
      arrivals.forEach(call -> users.add(call.parameter("user")));
      assertThat(arrivals).hasSize(USERS);
      assertThat(users).hasSize(USERS);
      assertThat(arrivals).allMatch(call -> call.parameter("since").equals("0"));
      neverBeforeTickets(commands.getFirst(), arrivals);
      assertThat(bodies("T01")).isEqualTo(USERS);
      assertThat(
              worker.count(
                  "SELECT count(*) FROM consent WHERE sinces LIKE 'accounts%7' AND institution_id ="
                      + " "
                      + id))
          .isEqualTo(USERS);
      await("tallies", () -> tallied(id, "success") == USERS);
    }
  }

  @Test
  void aRefreshThatBrokeOffGoesOnWithTheCallThatFailedAndMakesNoneAgain() throws Exception {
    try (Counterpart institution = new Counterpart()) {
      institution.behaves(
          (call, request) -> {
            long failed =
                institution.arrivals().stream().filter(c -> c.body().contains("\"22\"")).count();
            if (call.path().equals("/accounts")) {
              switch (call.parameter("next_page")) {
                case "" ->
                    Counterpart.answer(
                        request,
                        200,
                        """
                        {"account_list":[{"account_num":"11"}],"next_page":"p2"}\
                        """);
                case "p2" -> Counterpart.answer(request, 200, "{\"next_page\":\"p3\"}");
                default ->
                    Counterpart.answer(
                        request,
                        200,
                        """
                        {"account_list":[{"account_num":"22"},{"account_num":"33"}]}\
                        """);
              }
            } else if (call.body().contains("\"22\"") && failed == 1) {
              Counterpart.answer(request, 503, "{}");
            } else {
              Counterpart.answer(request, 200, "{}");
            }
          });
      int id = worker.institution("T02", policy("T02", institution, TWO_CALLS));
      worker.consents(id, 1);
      worker.obey(worker.command(id, "T02", 0, 1, OPEN, INTERVAL, 50));

      await("all is done", () -> succeeded(id) == 1);
      List<String> calls =
          institution.arrivals().stream()
              .map(
                  call ->
                      call.path().equals("/accounts")
                          ? "accounts " + call.parameter("next_page")
                          : call.body().replaceAll("\\D+(\\d\\d)\\D+$", "balance $1"))
              .map(call -> call.replaceAll("^.*balance", "balance"))
              .toList();
      assertThat(calls)
          .containsExactly(
              "accounts ",
              "accounts p2",
              "accounts p3",
              "balance 11",
              "balance 22",
              "balance 22",
              "balance 33");
      assertThat(worker.count("SELECT count(*) FROM retry WHERE institution_id = " + id)).isZero();
    }
  }

  @Test
  void anInstitutionThatAsksToBeLeftAloneIsLeftAloneAtOnceAndAllAreTold() throws Exception {
    try (Counterpart institution = new Counterpart()) {
      institution.behaves(
          (call, request) -> {
            request.response().putHeader("Retry-After", "600");
            Counterpart.answer(request, 429, "{}");
          });
      int id = worker.institution("T03", policy("T03", institution, ONE_CALL));
      worker.consents(id, 100);
      worker.obey(worker.command(id, "T03", 0, 1, OPEN, Duration.ofMillis(100), 100));

      await("a tally tells of it", () -> blocked(id));
      await(
          "who was claimed is given back",
          () ->
              worker.count(
                      """
                      SELECT count(*) FROM retry
                      WHERE kind = 'given-back' AND page_first IS NULL AND institution_id =\
                      """
                          + " "
                          + id)
                  > 1);
      // A second's calls at most were under way before the first answer came.
      assertThat(institution.arrivals().size()).isLessThan(20);
      assertThat(succeeded(id)).isZero();
    }
  }

  @Test
  void resetsGarbageSlownessAndTooMuchAreFailuresOfTheirClassAndHoldNobodyUp() throws Exception {
    try (Counterpart institution = new Counterpart()) {
      institution.behaves(
          (call, request) -> {
            switch (call.parameter("user")) {
              case "u-0" -> request.connection().close();
              case "u-1" -> Counterpart.answer(request, 200, "<html>");
              case "u-2" -> {} // never answered
              case "u-3" ->
                  Counterpart.answer(request, 200, "{\"a\":\"" + "x".repeat(9_000) + "\"}");
              case "u-4" -> Counterpart.answer(request, 302, "");
              default -> Counterpart.ok(request);
            }
          });
      int id = worker.institution("T04", policy("T04", institution, ONE_CALL));
      worker.consents(id, 30);
      worker.obey(worker.command(id, "T04", 0, 1, OPEN, INTERVAL, 100));

      await("the others are settled", () -> succeeded(id) == 25);
      String failures = "SELECT count(*) FROM call_failure WHERE institution_id = " + id;
      for (String user : List.of("u-0", "u-1", "u-2")) {
        await(
            user,
            () ->
                worker.count(
                        failures + " AND response_class = 'transient' AND user_id = '" + user + "'")
                    >= 1);
      }
      await(
          "u-3 and u-4 are given up",
          () ->
              worker.count(
                      "SELECT count(*) FROM given_up WHERE user_id IN ('u-3', 'u-4')"
                          + " AND institution_id = "
                          + id)
                  == 2);
    }
  }

  @Test
  void noCallStartsAfterTheWindowHasClosedAndWhoWaitedIsGivenBack() throws Exception {
    try (Counterpart institution = new Counterpart()) {
      String policy = policy("T05", institution, ONE_CALL).replace("always", elsewhen());
      int id = worker.institution("T05", policy);
      worker.consents(id, 400);
      // Far more users than tickets: most of them wait when the window closes.
      MinuteCommand command =
          worker.command(id, "T05", 0, 1, Duration.ofSeconds(3), Duration.ofMillis(200), 300);
      worker.obey(command);

      await(
          "the waiting are given back",
          () ->
              worker.count(
                      "SELECT count(*) FROM retry WHERE kind = 'given-back' AND institution_id = "
                          + id)
                  > 10);
      // Who is given back comes again after 1 to 11 s: nobody was kept for a second after the end.
      assertThat(
              worker
                  .owner
                  .sql("SELECT max(due_at) FROM retry WHERE institution_id = " + id)
                  .query(OffsetDateTime.class)
                  .single()
                  .toInstant())
          .isBefore(command.openUntil().plusSeconds(12));
      List<Counterpart.Arrival> arrivals = institution.arrivals();
      assertThat(arrivals).isNotEmpty().hasSizeLessThanOrEqualTo(15);
      neverBeforeTickets(command, arrivals);
      // A call may be written until 20 ms after its ticket; the rest is the loopback's.
      assertThat(arrivals)
          .allMatch(call -> call.at().isBefore(command.openUntil().plusMillis(500)));
    }
  }

  /** A window that is hours away: the institution closes when the command's open part ends. */
  private static String elsewhen() {
    int hour = (Clock.systemUTC().instant().atOffset(ZoneOffset.UTC).getHour() + 12) % 24;
    return String.format(Locale.ROOT, "%02d00:%02d30", hour, hour);
  }

  private static long succeeded(int institutionId) {
    return worker.count(
        "SELECT count(*) FROM consent WHERE succeeded_at > '-infinity' AND institution_id = "
            + institutionId);
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
                    Topics.MINUTE_COMMANDS,
                    command.institution() + "/" + command.lane(),
                    Messages.write(command)))
            .get();
      }
    }
  }

  private static long bodies(String institution) {
    return read(Topics.BODIES).stream()
        .filter(each -> new String(each.value(), UTF_8).equals(Counterpart.SUCCESS))
        .filter(
            each ->
                new String(each.headers().lastHeader("institution").value(), UTF_8)
                    .equals(institution))
        .count();
  }

  private static List<Tally> tallies(int institutionId) {
    return read(Topics.TALLIES).stream()
        .map(each -> Messages.read(each.value(), Tally.class))
        .filter(tally -> tally.institutionId() == institutionId)
        .toList();
  }

  private static long tallied(int institutionId, String responseClass) {
    return tallies(institutionId).stream()
        .flatMap(tally -> tally.counts().stream())
        .filter(count -> count.responseClass().equals(responseClass))
        .mapToLong(Tally.Count::calls)
        .sum();
  }

  private static boolean blocked(int institutionId) {
    return tallies(institutionId).stream().anyMatch(tally -> tally.blockedUntil() != null);
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
