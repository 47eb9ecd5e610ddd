package io.tidegate.scheduler.gauge;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Each node, once a minute: looks at what alarms are set on. */
@DisallowConcurrentExecution
public class GaugesJob implements Job {
  private final RingGauges rings;
  private final LagGauges lags;

  public GaugesJob(RingGauges rings, LagGauges lags) {
    this.rings = rings;
    this.lags = lags;
  }

  @Override
  public void execute(JobExecutionContext context) {
    lags.look();
    rings.look();
  }
}
