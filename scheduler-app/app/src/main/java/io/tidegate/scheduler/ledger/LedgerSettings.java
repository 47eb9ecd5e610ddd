package io.tidegate.scheduler.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How day ledgers are counted.
 *
 * @param settledAfter how long after its end a day is closed: pages are settled or swept by then
 * @param latest how long after its end it can still be closed
 */
@ConfigurationProperties("tidegate.ledger")
record LedgerSettings(
    @DefaultValue("10m") Duration settledAfter, @DefaultValue("5h") Duration latest) {

  LedgerSettings {
    if (settledAfter.isNegative() || settledAfter.compareTo(latest) >= 0) {
      throw new IllegalArgumentException(
          "tidegate.ledger.settled-after must be 0 or more and below tidegate.ledger.latest ("
              + latest
              + "), but is "
              + settledAfter);
    }
    if (latest.compareTo(Duration.ofHours(5)) > 0) {
      throw new IllegalArgumentException(
          "tidegate.ledger.latest must be 5 h or less, as consents know 30 h, but is " + latest);
    }
  }
}
