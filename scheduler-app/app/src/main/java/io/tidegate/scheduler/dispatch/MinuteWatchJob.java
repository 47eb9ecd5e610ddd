package io.tidegate.scheduler.dispatch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Each node, at second :55: sends the minute to come if nobody has. */
public class MinuteWatchJob implements Job {
  private final Dispatcher dispatcher;

  public MinuteWatchJob(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public void execute(JobExecutionContext context) {
    Instant due = context.getScheduledFireTime().toInstant();
    dispatcher.dispatchIfNobodyDid(due.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60));
  }
}
