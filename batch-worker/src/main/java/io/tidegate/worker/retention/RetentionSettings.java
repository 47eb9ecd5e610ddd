package io.tidegate.worker.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long things are kept.
 *
 * @param failures calls that did not succeed
 * @param trials refreshes that an operator wanted to see, and their calls
 * @param imports that there was a file, its rejected rows, its job; from its end on
 * @param lives what was given up, and finished lives of consents, which the day ledger reads
 * @param consents consents that ended or expired, and their tokens
 * @param batch the most rows per transaction
 */
@ConfigurationProperties("tidegate.retention")
public record RetentionSettings(
    @DefaultValue("90d") Duration failures,
    @DefaultValue("30d") Duration trials,
    @DefaultValue("90d") Duration imports,
    @DefaultValue("45d") Duration lives,
    @DefaultValue("400d") Duration consents,
    @DefaultValue("2000") int batch) {

  public RetentionSettings {
    atLeast("failures", failures, 1);
    atLeast("trials", trials, 1);
    atLeast("imports", imports, 1);
    atLeast("lives", lives, 3); // the day ledger is counted up to five hours after a day
    atLeast("consents", consents, 60);
    if (batch < 1 || batch > 100_000) {
      throw new IllegalArgumentException(
          "tidegate.retention.batch must be 1 to 100000, but is " + batch);
    }
  }

  private static void atLeast(String name, Duration value, int days) {
    if (value.compareTo(Duration.ofDays(days)) < 0) {
      throw new IllegalArgumentException(
          "tidegate.retention.%s must be %d d or longer, but is %s".formatted(name, days, value));
    }
  }
}
