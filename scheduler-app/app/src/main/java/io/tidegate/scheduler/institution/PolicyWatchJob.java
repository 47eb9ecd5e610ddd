package io.tidegate.scheduler.institution;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/**
 * Each node, before each minute is planned: what changed in the folder holds from that minute on.
 */
public class PolicyWatchJob implements Job {
  private final PolicyWatch watch;
  private final Clock clock;

  public PolicyWatchJob(PolicyWatch watch, Clock clock) {
    this.watch = watch;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) {
    watch.look(clock.instant().truncatedTo(ChronoUnit.MINUTES).plusSeconds(60));
  }
}
