package io.tidegate.worker.pipeline;

import static io.tidegate.worker.pipeline.WorkerUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.KafkaBroker;
import io.tidegate.embedded.KafkaTopics;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandstillTest {
  private static final Duration OPEN = Duration.ofSeconds(25);
  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final String CALLS =
      """
      calls:
        - name: accounts
          get: "/accounts?user={user}"
      """;

  @Test
  void withoutKafkaNoSuccessIsSettled() {
    try (Counterpart institution = new Counterpart();
        WorkerUnderTest worker =
            new WorkerUnderTest("--spring.kafka.bootstrap-servers=127.0.0.1:1").start()) {
      int id = worker.institution("T01", MinutePipelineTest.policy("T01", institution, CALLS));
      worker.consents(id, 50);
      worker.obey(worker.command(id, "T01", 0, 1, OPEN, INTERVAL, 100));

      Outbox outbox = worker.bean(Outbox.class);
      await("bodies wait", () -> outbox.unacknowledged() > 0);
      await("nothing new starts", () -> worker.bean(Gate.class).open() == null);
      assertThat(institution.arrivals()).isNotEmpty();
      assertThat(worker.count("SELECT count(*) FROM consent WHERE succeeded_at > '-infinity'"))
          .isZero();
    }
  }

  @Test
  void whileKafkaIsAwayNothingStartsOnceTheBufferIsFullAndThenEverySuccessIsSettled(
      @TempDir Path folder) throws Exception {
    KafkaBroker broker = KafkaBroker.start(folder, 128);
    KafkaTopics.create(
        broker.bootstrapServers(),
        Stream.of(Topics.MINUTE_COMMANDS, Topics.TALLIES, Topics.BODIES)
            .map(name -> new KafkaTopics.Topic(name, 2, Duration.ofHours(1)))
            .toList());
    try (Counterpart institution = new Counterpart();
        WorkerUnderTest worker =
            new WorkerUnderTest(
                    "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                    "--tidegate.pipeline.body-buffer=1MB")
                .start()) {
      String body = "{\"rsp_code\":\"00000\",\"much\":\"" + "x".repeat(20_000) + "\"}";
      institution.behaves((call, request) -> Counterpart.answer(request, 200, body));
      String policy = MinutePipelineTest.policy("T01", institution, CALLS);
      int id = worker.institution("T01", policy.replace("bytes: 4000", "bytes: 40000"));
      worker.consents(id, 1_000);
      MinuteCommand command = worker.command(id, "T01", 0, 1, OPEN, INTERVAL, 1_000);
      worker.obey(command);
      await("some are settled", () -> succeeded(worker) > 10);

      broker.close();
      Gate gate = worker.bean(Gate.class);
      await("the buffer is full", () -> gate.open() == null);
      assertThat(worker.bean(Outbox.class).unacknowledged()).isPositive();
      int full = institution.arrivals().size();
      await("the minute is over", () -> worker.now().isAfter(command.openUntil()));
      // Those of the step in which it became full, at most.
      assertThat(institution.arrivals()).hasSizeLessThanOrEqualTo(full + 5);
      assertThat(succeeded(worker)).isLessThan(full);

      broker = KafkaBroker.start(folder, 128);
      await("all are settled", () -> succeeded(worker) == institution.arrivals().size());
      await("it may go on", () -> gate.open() != null);
      int before = institution.arrivals().size();
      worker.obey(worker.next(command, 500));
      await("it goes on", () -> succeeded(worker) > before + 10);
    } finally {
      broker.close();
    }
  }

  private static long succeeded(WorkerUnderTest worker) {
    return worker.count("SELECT count(*) FROM consent WHERE succeeded_at > '-infinity'");
  }

  @Test
  void aWorkerThatStopsFinishesItsCallsAndGivesTheRestBack() throws Exception {
    try (Counterpart institution = new Counterpart();
        WorkerUnderTest worker = new WorkerUnderTest().start()) {
      AtomicInteger answered = new AtomicInteger();
      institution.behaves(
          (call, request) ->
              institution.later(
                  800,
                  () -> {
                    Counterpart.ok(request);
                    answered.incrementAndGet();
                  }));
      int id = worker.institution("T01", MinutePipelineTest.policy("T01", institution, CALLS));
      worker.consents(id, 500);
      worker.obey(worker.command(id, "T01", 0, 1, OPEN, INTERVAL, 500));
      institution.await(10, call -> true);
      worker.stop();

      int started = institution.arrivals().size();
      assertThat(answered.get()).isEqualTo(started);
      assertThat(worker.count("SELECT count(*) FROM consent WHERE succeeded_at > '-infinity'"))
          .isEqualTo(started);
      assertThat(
              worker.count(
                  "SELECT coalesce(sum(size - bit_count(settled)), 0) FROM page WHERE size > 0"))
          .as("users of pages without an outcome")
          .isZero();
      assertThat(worker.count("SELECT count(*) FROM server WHERE ended_at IS NULL")).isZero();
    }
  }
}
