package io.tidegate.process;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Says that the process is unhealthy when its garbage collector takes over half of a minute. The
 * cycles of a concurrent collector count as they are: one that hardly stops has too small a heap,
 * and whoever allocates waits for it.
 */
@Component("garbageCollectorHealthIndicator")
final class GarbageCollectorHealth implements HealthIndicator {
  private static final double MOST = 0.5;

  /** The pauses of ZGC and Shenandoah are parts of their cycles, which are told apart from them. */
  private static final String PART_OF_A_CYCLE = "Pauses";

  private final Collections collections;
  private final LongSupplier uptime;

  GarbageCollectorHealth() {
    this(new Collections(), () -> ManagementFactory.getRuntimeMXBean().getUptime());
    ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(collector -> !collector.getName().endsWith(PART_OF_A_CYCLE))
        .filter(NotificationEmitter.class::isInstance)
        .map(NotificationEmitter.class::cast)
        .forEach(
            collector ->
                collector.addNotificationListener((said, nobody) -> hear(said), null, null));
  }

  GarbageCollectorHealth(Collections collections, LongSupplier uptime) {
    this.collections = collections;
    this.uptime = uptime;
  }

  private void hear(Notification said) {
    if (said.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      GcInfo collection =
          GarbageCollectionNotificationInfo.from((CompositeData) said.getUserData()).getGcInfo();
      collections.collected(collection.getStartTime(), collection.getEndTime());
    }
  }

  @Override
  public Health health() {
    double share = collections.share(uptime.getAsLong());
    return (share > MOST ? Health.down() : Health.up())
        .withDetail("shareOfLastMinute", share)
        .withDetail("allowed", MOST)
        .build();
  }
}
