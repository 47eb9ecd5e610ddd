package io.tidegate.bench;

import java.util.Collection;

/** Order statistics of some figures. */
final class Quantiles {
  private final double[] sorted;

  private Quantiles(double[] sorted) {
    this.sorted = sorted;
  }

  static Quantiles of(Collection<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("there are no quantiles of no figures");
    }
    return new Quantiles(figures.stream().mapToDouble(Double::doubleValue).sorted().toArray());
  }

  double median() {
    return at(0.5);
  }

  /**
   * A quantile, interpolated between neighbours: Hyndman and Fan, Sample Quantiles in Statistical
   * Packages (1996), definition 7.
   *
   * @param part 0 to 1
   */
  double at(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("a quantile lies in 0 to 1, but " + part + " was given");
    }
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
