package io.tidegate.push.timer;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Says which shards' polls are late, and since which minute. */
@Component("timerPollHealthIndicator")
class PollHealth implements HealthIndicator {
  private static final Duration ALLOWED = Duration.ofMinutes(1);

  private final LateShards shards;
  private final PollSettings settings;

  PollHealth(LateShards shards, PollSettings settings) {
    this.shards = shards;
    this.settings = settings;
  }

  @Override
  public Health health() {
    if (!settings.enabled()) {
      return Health.up().withDetail("polls", false).build();
    }
    List<LateShards.Late> late = shards.after(ALLOWED);
    return late.isEmpty() ? Health.up().build() : Health.down().withDetail("late", late).build();
  }
}
