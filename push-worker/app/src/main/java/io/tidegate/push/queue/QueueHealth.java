package io.tidegate.push.queue;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Says which partitions stand still with pushes on them, and since when, and which apps' settings
 * are likely to be wrong.
 */
@Component("pushQueueHealthIndicator")
class QueueHealth implements HealthIndicator {
  private final QueueWatch watch;
  private final SuspectApps suspects;

  QueueHealth(QueueWatch watch, SuspectApps suspects) {
    this.watch = watch;
    this.suspects = suspects;
  }

  @Override
  public Health health() {
    List<Progress.Stuck> stuck = watch.stuck();
    List<SuspectApps.Suspect> suspect = suspects.all();
    Health.Builder health = stuck.isEmpty() && suspect.isEmpty() ? Health.up() : Health.down();
    if (!stuck.isEmpty()) {
      health.withDetail("stuck", stuck);
    }
    if (!suspect.isEmpty()) {
      health.withDetail("suspect", suspect);
    }
    return health.build();
  }
}
