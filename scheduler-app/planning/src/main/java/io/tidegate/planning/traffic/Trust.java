package io.tidegate.planning.traffic;

/**
 * How far past weeks bear a profile out. Each number is the slope of what came on what had been
 * expected, walking forward through past weeks: 1 means take it at its word, 0 means that nothing
 * of it came true.
 *
 * @param weekdays of differences between weekdays, 0 to 1
 * @param slots of differences between the slots of a day, 0 to 1
 * @param persistence how much of today's surprise is still there tomorrow, 0 to 1
 */
public record Trust(double weekdays, double slots, double persistence) {

  /** Of a profile that nothing was measured for. */
  public static final Trust PRESET = new Trust(0.5, 0.5, 0.5);

  public Trust {
    for (double part : new double[] {weekdays, slots, persistence}) {
      if (!(part >= 0 && part <= 1)) {
        throw new IllegalArgumentException("trust must be 0 to 1, but is " + part);
      }
    }
  }
}
