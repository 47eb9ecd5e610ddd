package io.tidegate.push.queue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Says which partitions stand still with pushes on them, and since when, which apps' settings are
 * likely to be wrong, which threads get nowhere, and whether this machine's clock is wrong.
 */
@Component("pushQueueHealthIndicator")
class QueueHealth implements HealthIndicator {
  private final QueueWatch watch;
  private final SuspectApps suspects;
  private final QueueThreads threads;
  private final ObjectProvider<QueueThread> others;
  private final QueueClock clock;

  QueueHealth(
      QueueWatch watch,
      SuspectApps suspects,
      QueueThreads threads,
      ObjectProvider<QueueThread> others,
      QueueClock queueClock) {
    this.watch = watch;
    this.suspects = suspects;
    this.threads = threads;
    this.others = others;
    this.clock = queueClock;
  }

  @Override
  public Health health() {
    List<Progress.Stuck> stuck = watch.stuck();
    List<SuspectApps.Suspect> suspect = suspects.all();
    List<QueueThread.Trouble> troubles =
        Stream.concat(
                threads.troubles().stream(),
                others.stream().flatMap(one -> Stream.ofNullable(one.trouble())))
            .toList();
    Duration off = clock.off();
    boolean good = stuck.isEmpty() && suspect.isEmpty() && troubles.isEmpty() && off.isZero();
    Health.Builder health = good ? Health.up() : Health.down();
    if (!stuck.isEmpty()) {
      health.withDetail("stuck", stuck);
    }
    if (!suspect.isEmpty()) {
      health.withDetail("suspect", suspect);
    }
    if (!troubles.isEmpty()) {
      health.withDetail("troubles", troubles);
    }
    if (!off.isZero()) {
      health.withDetail("clockFast", off.toString());
    }
    return health.build();
  }
}
