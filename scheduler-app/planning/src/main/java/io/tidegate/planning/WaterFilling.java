package io.tidegate.planning;

import java.util.Arrays;

/**
 * Pours an amount over cells so that the highest level is as low as it can be.
 *
 * <p>A cell is a stretch of time with a width (its length), a level that is there already (the user
 * traffic per unit of width) and a capacity (what it can still take). All cells that take anything
 * and are not full end at one level; no cell above that level takes anything. Poured water finds
 * that level by itself, hence the name; it is the optimum of the linear program "minimise the
 * highest level", and of every other cost that grows with the level faster than straight.
 *
 * <p>The level is found among the 2 n levels at which a cell begins to take or is full: sorted
 * once, then walked from below with the rate at which the amount grows, n log n in all.
 */
final class WaterFilling {

  private final double[] bases;
  private final double[] widths;
  private final double[] capacities;

  /**
   * @param bases level of each cell before, per unit of width
   * @param widths width of each cell, 0 or more; a cell without width takes nothing
   * @param capacities what each cell can take at most, 0 or more
   */
  WaterFilling(double[] bases, double[] widths, double[] capacities) {
    if (bases.length != widths.length || bases.length != capacities.length) {
      throw new IllegalArgumentException(
          "bases, widths and capacities must be as many, but are %d, %d and %d"
              .formatted(bases.length, widths.length, capacities.length));
    }
    for (int i = 0; i < bases.length; i++) {
      if (!(widths[i] >= 0 && capacities[i] >= 0) || !Double.isFinite(bases[i])) {
        throw new IllegalArgumentException(
            "a cell has a finite base and width and capacity of 0 or more, but cell %d has %s, %s and %s"
                .formatted(i, bases[i], widths[i], capacities[i]));
      }
    }
    this.bases = bases;
    this.widths = widths;
    this.capacities = capacities;
  }

  /** What each cell takes of {@code amount}; all their capacities if that is not enough. */
  double[] fill(double amount) {
    double level = level(amount);
    double[] taken = new double[bases.length];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = takenBelow(i, level);
    }
    return taken;
  }

  /** The level up to which {@code amount} fills the cells; infinite if it does not fit. */
  double level(double amount) {
    if (!(amount > 0)) {
      return Double.NEGATIVE_INFINITY;
    }
    if (amount >= Arrays.stream(capacities).sum()) {
      return Double.POSITIVE_INFINITY;
    }
    double[] edges = edges();
    int low = 0;
    int high = edges.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (takenBelow(edges[middle]) < amount) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double below = takenBelow(edges[low]);
    double above = takenBelow(edges[high]);
    return above <= below
        ? edges[high]
        : edges[low] + (edges[high] - edges[low]) * (amount - below) / (above - below);
  }

  private double[] edges() {
    double[] edges = new double[2 * bases.length];
    int n = 0;
    for (int i = 0; i < bases.length; i++) {
      if (widths[i] > 0 && capacities[i] > 0) {
        edges[n++] = bases[i];
        edges[n++] = bases[i] + capacities[i] / widths[i];
      }
    }
    double[] sorted = Arrays.copyOf(edges, n);
    Arrays.sort(sorted);
    return sorted;
  }

  private double takenBelow(double level) {
    double sum = 0;
    for (int i = 0; i < bases.length; i++) {
      sum += takenBelow(i, level);
    }
    return sum;
  }

  private double takenBelow(int i, double level) {
    if (widths[i] == 0) {
      return 0;
    }
    return Math.clamp((level - bases[i]) * widths[i], 0, capacities[i]);
  }
}
