package io.tidegate.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
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
          List.of("traffic-learning", "policy-watch", "minute-watch"));
      assertThat(
              scheduler
                  .sql()
                  .sql("SELECT count(*) FROM qrtz_triggers WHERE trigger_state <> 'ERROR'")
                  .query(Integer.class)
                  .single())
          .isGreaterThanOrEqualTo(4);
    }
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
