package io.tidegate.standalone.chaos;

import java.util.Optional;

/**
 * How a chaos run is.
 *
 * @param seed from which its script follows
 * @param minutes whole minutes of the run, 3 to 120
 * @param script what happens instead of what the seed would give
 * @param clockChange whether the run lies in a night in which clocks are put back; the whole system
 *     must have been given a clock that says so
 */
public record ChaosSettings(long seed, int minutes, Optional<String> script, boolean clockChange) {
  public ChaosSettings {
    if (minutes < 3 || minutes > 120) {
      throw new IllegalArgumentException("%d minutes; 3 to 120 are allowed".formatted(minutes));
    }
    script.ifPresent(text -> Script.parse(text, Chaos.scene(true, true).targets()));
  }
}
