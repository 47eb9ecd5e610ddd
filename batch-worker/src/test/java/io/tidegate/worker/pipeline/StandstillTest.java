package io.tidegate.worker.pipeline;

import static io.tidegate.worker.pipeline.WorkerUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

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
