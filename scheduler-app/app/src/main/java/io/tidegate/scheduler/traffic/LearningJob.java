package io.tidegate.scheduler.traffic;

import io.tidegate.scheduler.institution.Institutions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Each node, each minute: learns the profiles that are not learned for the day yet. */
@DisallowConcurrentExecution
public class LearningJob implements Job {
  private static final Duration TIME = Duration.ofSeconds(30);

  private final Profiles profiles;
  private final Institutions institutions;
  private final Clock clock;

  public LearningJob(Profiles profiles, Institutions institutions, Clock clock) {
    this.profiles = profiles;
    this.institutions = institutions;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) {
    Instant now = clock.instant();
    profiles.learn(institutions.inForce(now.truncatedTo(ChronoUnit.MINUTES)), now, TIME);
  }
}
