package io.tidegate.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.scheduler.dispatch.MinuteJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.listeners.JobListenerSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

class SchedulesTest {
  /** What became of the jobs that ran: their name, or their failure. */
  private static final class Finished extends JobListenerSupport {
    private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();

    @Override
    public String getName() {
      return "finished";
    }

    @Override
    public void jobWasExecuted(
        JobExecutionContext context, @Nullable JobExecutionException failure) {
      String name = context.getJobDetail().getKey().getName();
      jobs.add(failure == null ? name : name + ": " + failure);
    }
  }

  @Test
  void everyJobOfTheClusterAndOfTheNodeRuns(@TempDir Path institutions) throws Exception {
    PolicyFiles.write(institutions, "SCHEDULED", PolicyFiles.text("SCHEDULED"));
    try (TestDatabase database = TestServers.database();
        RunningScheduler scheduler =
            RunningScheduler.start(
                database, institutions, Instant.now(), "--tidegate.schedules.enabled=true")) {
      scheduler.clock().runOffBy(Duration.ZERO);
      run(
          scheduler.bean("clusterScheduler", Scheduler.class),
          List.of("minute", "day-targets", "day-close", "retention"));
      run(
          scheduler.bean("nodeScheduler", Scheduler.class),
          List.of("traffic-learning", "gauges", "policy-watch", "minute-watch"));
      assertThat(
              scheduler
                  .sql()
                  .sql("SELECT count(*) FROM qrtz_triggers WHERE trigger_state <> 'ERROR'")
                  .query(Integer.class)
                  .single())
          .isGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void whatNobodyDeclaresAnyMoreIsRemovedWhenANodeStarts(@TempDir Path institutions)
      throws Exception {
    PolicyFiles.write(institutions, "SCHEDULED", PolicyFiles.text("SCHEDULED"));
    try (TestDatabase database = TestServers.database()) {
      JdbcClient owner = JdbcClient.create(database.owner());
      RunningScheduler.start(database, institutions, Instant.now()).close();
      assertThat(stored(owner)).hasSize(8);
      // An older version: another minute for retention, a job whose class is gone, one that moved.
      owner.sql(OLDER).update();
      owner
          .sql(
              "UPDATE qrtz_job_details SET job_class_name = 'io.tidegate.Moved' WHERE job_name ="
                  + " 'minute'")
          .update();
      assertThat(stored(owner)).hasSize(11).contains("job gone", "trigger gone 0 0 * * * ?");
      try (RunningScheduler fresh = RunningScheduler.start(database, institutions, Instant.now())) {
        assertThat(stored(owner)).hasSize(8).noneMatch(key -> key.contains("gone"));
        Scheduler scheduler = fresh.bean("clusterScheduler", Scheduler.class);
        assertThat(scheduler.getJobDetail(JobKey.jobKey("minute")).getJobClass())
            .isEqualTo(MinuteJob.class);
      }
    }
  }

  private static final String OLDER =
      """
      WITH gone AS (
        INSERT INTO qrtz_job_details
        SELECT sched_name, 'gone', job_group, description, 'io.tidegate.Gone', is_durable,
               is_nonconcurrent, is_update_data, requests_recovery, job_data
        FROM qrtz_job_details WHERE job_name = 'retention'
        RETURNING *
      ), fired AS (
        INSERT INTO qrtz_triggers
        SELECT t.sched_name, n.name || ' 0 0 * * * ?', t.trigger_group, n.name, t.job_group,
               t.description, t.next_fire_time, t.prev_fire_time, t.priority, t.trigger_state,
               t.trigger_type, t.start_time, t.end_time, t.calendar_name, t.misfire_instr, t.job_data
        FROM qrtz_triggers AS t, (VALUES ('gone'), ('retention')) AS n (name)
        WHERE t.job_name = 'retention' AND (SELECT count(*) FROM gone) = 1
        RETURNING *
      )
      INSERT INTO qrtz_cron_triggers
      SELECT sched_name, trigger_name, trigger_group, '0 0 * * * ?', 'UTC' FROM fired
      """;

  private static List<String> stored(JdbcClient owner) {
    return owner
        .sql(
            """
            SELECT 'job ' || job_name FROM qrtz_job_details
            UNION ALL SELECT 'trigger ' || trigger_name FROM qrtz_triggers
            """)
        .query((row, number) -> row.getString(1))
        .list();
  }

  private static void run(Scheduler scheduler, List<String> jobs) throws Exception {
    Finished finished = new Finished();
    scheduler.getListenerManager().addJobListener(finished);
    for (String job : jobs) {
      scheduler.triggerJob(JobKey.jobKey(job));
    }
    List<String> missing = new java.util.ArrayList<>(jobs);
    while (!missing.isEmpty()) {
      String next = finished.jobs.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("a job of %s that ran well", missing).isNotNull().isIn(jobs);
      missing.remove(next);
    }
  }
}
