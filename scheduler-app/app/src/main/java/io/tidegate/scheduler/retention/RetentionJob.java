package io.tidegate.scheduler.retention;

import io.tidegate.scheduler.dispatch.DispatchRetention;
import io.tidegate.scheduler.plan.PlanRetention;
import io.tidegate.scheduler.tally.TallyRetention;
import io.tidegate.scheduler.traffic.TrafficRetention;
import java.time.Clock;
import java.time.Instant;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node, each hour: forgets what is old enough. */
@DisallowConcurrentExecution
public class RetentionJob implements Job {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionJob.class);

  private final RetentionSettings settings;
  private final TrafficRetention traffic;
  private final TallyRetention tallies;
  private final PlanRetention plans;
  private final DispatchRetention dispatches;
  private final Clock clock;

  public RetentionJob(
      RetentionSettings settings,
      TrafficRetention traffic,
      TallyRetention tallies,
      PlanRetention plans,
      DispatchRetention dispatches,
      Clock clock) {
    this.settings = settings;
    this.traffic = traffic;
    this.tallies = tallies;
    this.plans = plans;
    this.dispatches = dispatches;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) {
    forget(clock.instant());
  }

  void forget(Instant now) {
    int rows =
        traffic.forget(now)
            + tallies.forget(now.minus(settings.statistics()), now.minus(settings.servers()))
            + plans.forget(now.minus(settings.minutes()), now.minus(settings.days()))
            + dispatches.forget(now.minus(settings.minutes()));
    LOG.atInfo().addKeyValue("rows", rows).log("old rows forgotten");
  }
}
