package io.tidegate.policy;

/**
 * How many calls a refresh makes.
 *
 * @param expected the mean, for planning until it is measured
 * @param most a refresh that wants more is broken off: an endless cursor must not eat the rate
 */
public record CallsPerRefresh(double expected, int most) {

  public CallsPerRefresh {
    if (!(expected >= 1 && expected <= most)) {
      throw new IllegalArgumentException(
          "expected calls must be 1 to the most (" + most + "), but are " + expected);
    }
  }
}
