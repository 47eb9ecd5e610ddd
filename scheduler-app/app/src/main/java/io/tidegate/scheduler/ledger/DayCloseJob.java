package io.tidegate.scheduler.ledger;

import java.time.Clock;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** One node, each minute: closes the days that are over; nothing as a rule. */
@DisallowConcurrentExecution
public class DayCloseJob implements Job {
  private final DayClose close;
  private final Clock clock;

  DayCloseJob(DayClose close, Clock clock) {
    this.close = close;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) {
    close.closeWhatIsOver(clock.instant());
  }
}
