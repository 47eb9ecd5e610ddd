package io.tidegate.scheduler.ledger;

import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * Health {@code dayLedger}: ALARM while the last closed day of any institution does not add up. The
 * process itself is well: a restart would help nobody.
 */
@Component("dayLedgerHealthIndicator")
class LedgerHealth implements HealthIndicator {
  private static final Status ALARM = new Status("ALARM", "a day ledger does not add up");

  private final DayLedgers ledgers;

  LedgerHealth(DayLedgers ledgers) {
    this.ledgers = ledgers;
  }

  @Override
  public Health health() {
    Map<String, Long> differences = ledgers.differences();
    return Health.status(differences.isEmpty() ? Status.UP : ALARM)
        .withDetail("differences", differences)
        .build();
  }
}
