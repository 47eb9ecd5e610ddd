package io.tidegate.scheduler.plan;

import java.time.Clock;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/**
 * One node, each minute: makes the day targets of institutions whose local day has just begun, and
 * of those whose policy or population has changed; nothing as a rule.
 */
@DisallowConcurrentExecution
public class DayTargetsJob implements Job {
  private final DayPlanning planning;
  private final Clock clock;

  public DayTargetsJob(DayPlanning planning, Clock clock) {
    this.planning = planning;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) {
    planning.planWhatChanged(clock.instant());
  }
}
