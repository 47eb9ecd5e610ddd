package io.tidegate.scheduler.dispatch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/**
 * One node, at second :50: sends the minute after the one in which it was to fire. A trigger that
 * is late by less than a minute is no misfire for Quartz; the dispatcher looks whether the minute
 * has begun.
 */
public class MinuteJob implements Job {
  private final Dispatcher dispatcher;

  public MinuteJob(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public void execute(JobExecutionContext context) {
    Instant due = context.getScheduledFireTime().toInstant();
    dispatcher.dispatch(due.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60));
  }
}
