package io.tidegate.push.queue;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Says which partitions stand still with pushes on them, and since when. */
@Component("pushQueueHealthIndicator")
class QueueHealth implements HealthIndicator {
  private final QueueWatch watch;

  QueueHealth(QueueWatch watch) {
    this.watch = watch;
  }

  @Override
  public Health health() {
    List<Progress.Stuck> stuck = watch.stuck();
    return stuck.isEmpty() ? Health.up().build() : Health.down().withDetail("stuck", stuck).build();
  }
}
