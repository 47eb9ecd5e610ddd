package io.tidegate.scheduler.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.scheduler.PolicyFiles;
import io.tidegate.scheduler.RunningScheduler;
import io.tidegate.scheduler.dispatch.DispatchRetention;
import io.tidegate.scheduler.plan.PlanRetention;
import io.tidegate.scheduler.tally.TallyRetention;
import io.tidegate.scheduler.traffic.TrafficRetention;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:07:00Z");

  @Test
  void everyTableKeepsWhatIsYoungAndForgetsWhatIsOldInBatches(@TempDir Path institutions) {
    PolicyFiles.write(institutions, "OLD", PolicyFiles.text("OLD"));
    try (TestDatabase database = TestServers.database();
        RunningScheduler scheduler = RunningScheduler.start(database, institutions, NOW)) {
      JdbcClient owner = JdbcClient.create(database.owner());
      owner
          .sql(
              "TRUNCATE minute_plan, minute_dispatch, traffic_minute, traffic_slot, day_target,"
                  + " day_start, call_statistic, tally_counted")
          .update();
      owner.sql(OLD_MINUTES).update();
      plant(owner, Duration.ofDays(8));
      plant(owner, Duration.ofDays(60));
      plant(owner, Duration.ofDays(400));
      plant(owner, Duration.ofDays(800));

      RetentionJob job =
          new RetentionJob(
              scheduler.bean(RetentionSettings.class),
              scheduler.bean(TrafficRetention.class),
              scheduler.bean(TallyRetention.class),
              scheduler.bean(PlanRetention.class),
              scheduler.bean(DispatchRetention.class),
              scheduler.bean(Clock.class));
      job.forget(NOW);

      // Of the four ages, an hour on either side of each: what is younger than its table's stays.
      assertThat(count(owner, "minute_plan")).isEqualTo(1);
      assertThat(count(owner, "minute_dispatch")).isZero();
      assertThat(count(owner, "traffic_minute")).isZero(); // three days of corrections and one more
      assertThat(count(owner, "traffic_slot")).isEqualTo(7);
      assertThat(count(owner, "call_statistic")).isEqualTo(3);
      assertThat(count(owner, "tally_counted")).isEqualTo(2); // 30 days
      assertThat(count(owner, "day_start")).isEqualTo(1);
      assertThat(count(owner, "day_target")).isEqualTo(5);
      job.forget(NOW);
      assertThat(count(owner, "call_statistic")).isEqualTo(3);
    }
  }

  /** More than two batches, all of them old. */
  private static final String OLD_MINUTES =
      """
      INSERT INTO minute_dispatch (minute, node)
      SELECT m, 'n'
      FROM generate_series(timestamptz '2026-10-01 00:00+00', '2026-10-08 23:59+00', '1 minute') AS m
      """;

  /** One row of each table an hour younger than an age, and one an hour older (days: a day). */
  private static void plant(JdbcClient owner, Duration age) {
    for (long hours : new long[] {-1, 1}) {
      Instant at = NOW.minus(age).minus(Duration.ofHours(hours));
      for (String insert : INSERTS) {
        owner
            .sql(insert)
            .param("at", at.atOffset(ZoneOffset.UTC))
            .param("day", NOW.minus(age).minus(Duration.ofDays(hours)).toString().substring(0, 10))
            .param("n", age.toHours() + hours)
            .update();
      }
    }
  }

  private static final String[] INSERTS = {
    """
    INSERT INTO minute_plan (institution_id, minute, policy_version, ticket_interval_ns, lanes,
                             span_seconds, open_from, open_until, targets)
    SELECT 1, m, 1, 1000, 1, 60, m, m + interval '1 minute', '{1}'
    FROM (SELECT date_trunc('minute', :at::timestamptz, 'UTC') AS m) AS x
    """,
    """
    INSERT INTO traffic_minute (institution, server, minute, calls)
    VALUES ('OLD', 's', date_trunc('minute', :at::timestamptz, 'UTC'), 1)
    """,
    """
    INSERT INTO traffic_slot (institution, slot, source, calls)
    VALUES ('OLD', date_bin('10 minutes', :at::timestamptz, timestamptz '2000-01-01 00:00:00+00'),
            'file', 1)
    """,
    """
    INSERT INTO call_statistic (minute, institution_id, call, call_class, response_class, calls,
                                total_millis, total_squared_millis)
    VALUES (date_trunc('minute', :at::timestamptz, 'UTC'), 1, 'c', 'scheduled', 'success', 1, 1, 1)
    """,
    "INSERT INTO tally_counted VALUES (:n, 1, 1, :at::timestamptz)",
    "INSERT INTO day_start VALUES (1, :day::date, 0, 1, 1, 0)",
    """
    INSERT INTO day_target (institution_id, day, policy_version, users, user_calls, capacity,
                            open_minutes, calls_per_refresh, shortfall, population, planned_at)
    VALUES (1, :day::date, 1, 0, 0, 0, 0, 1, 0, 0, now())
    """
  };

  private static long count(JdbcClient owner, String table) {
    return owner.sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }
}
