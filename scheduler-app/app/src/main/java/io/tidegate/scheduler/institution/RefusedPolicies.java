package io.tidegate.scheduler.institution;

import io.tidegate.policy.Problem;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Health detail {@code refusedPolicies}. A refused change is an operator's slip, not a sick
 * process: it stays up, so that nobody restarts it into a folder with which it would not start.
 */
@Component("refusedPoliciesHealthIndicator")
class RefusedPolicies implements HealthIndicator {
  private final PolicyWatch watch;

  RefusedPolicies(PolicyWatch watch) {
    this.watch = watch;
  }

  @Override
  public Health health() {
    List<String> errors = watch.refused().stream().map(Problem::toString).toList();
    return Health.up().withDetail("errors", errors).build();
  }
}
