package io.tidegate.worker.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of imports.
 *
 * @param chunk consents per transaction, 1 to 100,000
 * @param singles up to how many consents a file may bring that, being new, are refreshed at once if
 *     the cursor has passed them; those of a larger file wait for the cursor
 * @param lookAround how often to look for imports whose worker died
 * @param attempts how often an import is taken up before it is given up
 */
@ConfigurationProperties("tidegate.imports")
public record ImportSettings(
    @DefaultValue("2000") int chunk,
    @DefaultValue("1000") int singles,
    @DefaultValue("3s") Duration lookAround,
    @DefaultValue("20") int attempts) {

  public ImportSettings {
    if (chunk < 1 || chunk > 100_000) {
      throw new IllegalArgumentException(
          "tidegate.imports.chunk must be 1 to 100000, but is " + chunk);
    }
    if (lookAround.compareTo(Duration.ofMillis(10)) < 0) {
      throw new IllegalArgumentException(
          "tidegate.imports.look-around must be 10 ms or more, but is " + lookAround);
    }
    if (singles < 0) {
      throw new IllegalArgumentException(
          "tidegate.imports.singles must be 0 or more, but is " + singles);
    }
    if (attempts < 1) {
      throw new IllegalArgumentException(
          "tidegate.imports.attempts must be 1 or more, but is " + attempts);
    }
  }
}
