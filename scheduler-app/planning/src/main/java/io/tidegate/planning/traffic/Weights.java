package io.tidegate.planning.traffic;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Means that a single odd day cannot bend. Values that are {@code NaN} are left out. */
final class Weights {

  private Weights() {}

  /** Weight of what is so many half-lives old. */
  static double aged(double age, double halfLife) {
    return Math.pow(0.5, age / halfLife);
  }

  static double median(double[] values) {
    double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (known.length == 0) {
      return Double.NaN;
    }
    int middle = known.length / 2;
    return known.length % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
  }

  /** The value with half of the weight below it. */
  static double median(double[] values, double[] weights) {
    int[] order =
        IntStream.range(0, values.length)
            .filter(i -> !Double.isNaN(values[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double half = Arrays.stream(order).mapToDouble(i -> weights[i]).sum() / 2;
    double sum = 0;
    for (int i : order) {
      sum += weights[i];
      if (sum >= half) {
        return values[i];
      }
    }
    return Double.NaN;
  }

  /** The mean of values pulled in to within twice the median deviation from their median. */
  static double robustMean(double[] values, double[] weights) {
    double middle = median(values, weights);
    double[] away = Arrays.stream(values).map(v -> Math.abs(v - middle)).toArray();
    double bound = 2 * median(away, weights) + 0.005;
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        sum += weights[i] * Math.clamp(values[i], middle - bound, middle + bound);
        weight += weights[i];
      }
    }
    return weight == 0 ? Double.NaN : sum / weight;
  }
}
