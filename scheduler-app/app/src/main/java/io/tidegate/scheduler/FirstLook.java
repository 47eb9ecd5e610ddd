package io.tidegate.scheduler;

import io.tidegate.scheduler.institution.Institutions;
import io.tidegate.scheduler.plan.DayPlanning;
import io.tidegate.scheduler.traffic.Profiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * What a node does before it says that it is ready: learns traffic as far as ten seconds go, and
 * sees to today's targets. Neither is needed for a minute, so a failure is no reason not to start.
 */
@Component
class FirstLook implements ApplicationRunner {
  private static final Logger LOG = LoggerFactory.getLogger(FirstLook.class);
  private static final Duration TIME = Duration.ofSeconds(10);

  private final Institutions institutions;
  private final Profiles profiles;
  private final DayPlanning planning;
  private final Clock clock;

  FirstLook(Institutions institutions, Profiles profiles, DayPlanning planning, Clock clock) {
    this.institutions = institutions;
    this.profiles = profiles;
    this.planning = planning;
    this.clock = clock;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    Instant now = clock.instant();
    try {
      profiles.learn(institutions.inForce(now.truncatedTo(ChronoUnit.MINUTES)), now, TIME);
      planning.planWhatChanged(now);
    } catch (RuntimeException e) {
      LOG.error("no first look at traffic and day targets, the schedules will see to it", e);
    }
  }
}
