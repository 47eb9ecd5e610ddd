package io.tidegate.scheduler.gauge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Topics;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.RunningScheduler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;

class GaugesTest {
  private static final String GROUP = "tidegate-workers";

  private static TestDatabase database;
  private static RunningScheduler scheduler;

  @BeforeAll
  static void start(@TempDir Path institutions) {
    PolicyFiles.write(institutions, "BUSY", PolicyFiles.text("BUSY"));
    PolicyFiles.write(institutions, "IDLE", PolicyFiles.text("IDLE"));
    database = TestServers.database();
    scheduler = RunningScheduler.start(database, institutions, Instant.now());
  }

  @AfterAll
  static void stop() {
    scheduler.close();
    database.close();
  }

  @Test
  void commandsThatNobodyTakesAreSeenFromOutside() {
    LagGauges lags = scheduler.bean(LagGauges.class);
    lags.look();
    double before = lag(GROUP, Topics.MINUTE_COMMANDS);
    KafkaTemplate<?, ?> kafka = scheduler.bean(KafkaTemplate.class);
    @SuppressWarnings("unchecked") // as Boot makes it for this process's serializers
    KafkaTemplate<String, byte[]> template = (KafkaTemplate<String, byte[]>) kafka;
    byte[] nobodysCommand = "{}".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 7; i++) {
      template.send(Topics.MINUTE_COMMANDS, i % 3, "k", nobodysCommand).join();
    }
    lags.look();
    assertThat(lag(GROUP, Topics.MINUTE_COMMANDS) - before).isEqualTo(7);
    assertThat(lag("tidegate-tallies", Topics.TALLIES)).isNotNegative();
    assertThat(lag("tidegate-traffic", Topics.TRAFFIC)).isNotNegative();
  }

  @Test
  void micrometersOwnBinderMeasuresTheConsumersOfThisProcess() {
    assertThat(scheduler.get("/actuator/metrics").body())
        .contains("\"kafka.consumer.fetch.manager.records.lag.max\"")
        .contains("\"kafka.producer.record.send.total\"");
  }

  @Test
  void queuesAndPagesOfEachInstitutionAreShown() {
    JdbcClient owner = JdbcClient.create(database.owner());
    owner
        .sql(
            """
            INSERT INTO retry (institution_id, ring_key, user_id, kind, due_at)
            SELECT id, n, 'u' || n, 'failed', now() + CASE WHEN n < 3 THEN -interval '1 s' ELSE interval '1 h' END
            FROM institution, generate_series(1, 7) AS n WHERE code = 'BUSY'
            """)
        .update();
    owner
        .sql(
            """
            INSERT INTO page (institution_id, lane, first_instant, lanes, span_seconds, registration,
                              number, round, round_ends_at, claimed_at, ends_at, sweep_at, from_key,
                              to_key, attempts, keep_counted, keep_starts, keep_succeeded, size,
                              retries, ended_at, settled, users)
            SELECT id, 0, now() - n * interval '1 h', 1, 60, 1, 1, 1, now(), now() - n * interval '1 h',
                   now() - n * interval '1 h' + interval '1 minute',
                   now() - n * interval '1 h' + interval '50 minutes', 0, 0, 5, 1, 0, 1, 3, 0,
                   CASE WHEN n = 2 THEN now() END, '100', '{a,b,c}'
            FROM institution, generate_series(0, 3) AS n WHERE code = 'BUSY'
            """)
        .update();
    scheduler.bean(RingGauges.class).look();
    assertThat(ring("tidegate.ring.retries.due", "BUSY")).isEqualTo(2);
    assertThat(ring("tidegate.ring.retries.waiting", "BUSY")).isEqualTo(5);
    assertThat(ring("tidegate.ring.pages.open", "BUSY")).isEqualTo(3);
    assertThat(ring("tidegate.ring.pages.overdue", "BUSY")).isEqualTo(2);
    assertThat(ring("tidegate.ring.users.open", "BUSY")).isEqualTo(6);
    assertThat(ring("tidegate.ring.retries.due", "IDLE")).isZero();
    assertThat(ring("tidegate.ring.pages.open", "IDLE")).isZero();
  }

  private static double lag(String group, String topic) {
    return scheduler
        .bean(MeterRegistry.class)
        .get("tidegate.kafka.lag")
        .tags("group", group, "topic", topic)
        .gauge()
        .value();
  }

  private static double ring(String name, String institution) {
    return scheduler
        .bean(MeterRegistry.class)
        .get(name)
        .tag("institution", institution)
        .gauge()
        .value();
  }
}
