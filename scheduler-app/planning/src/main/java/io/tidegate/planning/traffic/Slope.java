package io.tidegate.planning.traffic;

/** The slope of a straight line through the origin, by least squares, held to 0 to 1. */
final class Slope {

  private double products;
  private double squares;

  void add(double expected, double came, double weight) {
    if (!Double.isNaN(expected) && !Double.isNaN(came)) {
      products += weight * expected * came;
      squares += weight * expected * expected;
    }
  }

  double value() {
    return squares > 0 ? Math.clamp(products / squares, 0, 1) : 0;
  }
}
