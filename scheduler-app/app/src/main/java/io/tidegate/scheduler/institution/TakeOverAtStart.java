package io.tidegate.scheduler.institution;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/** The folder is read while the context is built: with an error in it the process never serves. */
@Component
class TakeOverAtStart implements InitializingBean {
  private final PolicyWatch watch;
  private final Clock clock;

  TakeOverAtStart(PolicyWatch watch, Clock clock) {
    this.watch = watch;
    this.clock = clock;
  }

  @Override
  public void afterPropertiesSet() {
    watch.takeOver(clock.instant().truncatedTo(ChronoUnit.MINUTES));
  }
}
