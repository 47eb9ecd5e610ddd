package io.tidegate.policy;

/**
 * How an institution is started when it was idle (window opens, resume): in steps of a minute.
 *
 * @param minutes minutes at less than the whole rate; 0 for none
 */
public record Ramp(int minutes) {

  public Ramp {
    if (minutes < 0 || minutes > 60) {
      throw new IllegalArgumentException("a ramp is 0 to 60 minutes long, but " + minutes);
    }
  }

  /** The part of the rate that may be used in a minute of work: 1/(n+1), 2/(n+1), …, 1. */
  public double share(int minutesSinceStart) {
    return Math.min(1, (minutesSinceStart + 1.0) / (minutes + 1.0));
  }
}
