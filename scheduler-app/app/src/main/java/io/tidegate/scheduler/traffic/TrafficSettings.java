package io.tidegate.scheduler.traffic;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How user traffic is kept.
 *
 * @param corrections how old a minute may be that a server still speaks of
 * @param keep how long the sums of ten minutes are kept
 * @param weeks past weeks that the profile is made from
 * @param calendar file of special days (columns {@code date} and {@code kind}) for all
 *     institutions; without it those in Asia/Seoul have the Korean holidays that the jar has,
 *     others none
 */
@ConfigurationProperties("tidegate.traffic")
public record TrafficSettings(
    @DefaultValue("3d") Duration corrections,
    @DefaultValue("800d") Duration keep,
    @DefaultValue("26") int weeks,
    @Nullable Path calendar) {

  public TrafficSettings {
    if (corrections.isNegative() || corrections.compareTo(keep) > 0) {
      throw new IllegalArgumentException(
          "tidegate.traffic.corrections must be 0 to tidegate.traffic.keep (%s), but is %s"
              .formatted(keep, corrections));
    }
    if (weeks < 1 || weeks > 260) {
      throw new IllegalArgumentException(
          "tidegate.traffic.weeks must be 1 to 260, but is " + weeks);
    }
  }
}
