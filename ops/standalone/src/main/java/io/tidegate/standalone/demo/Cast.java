package io.tidegate.standalone.demo;

import io.tidegate.embedded.FreePorts;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.Hours;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The institutions of a demo: a few large ones, many small ones. */
final class Cast {
  private static final List<String> PLACES =
      List.of(
          "Harbour",
          "Meadow",
          "Granite",
          "Juniper",
          "Lantern",
          "Cobalt",
          "Willow",
          "Summit",
          "Orchard",
          "Tidewater",
          "Saffron",
          "Beacon",
          "Maple",
          "Quarry",
          "Heron");
  private static final List<String> KINDS = List.of("Bank", "Card", "Invest", "Insurance");

  private Cast() {}

  /** The cast of a demo, each with a free port of this machine. */
  static List<Actor> of(DemoSettings settings) throws IOException {
    List<Integer> sizes = sizes(settings.institutions(), settings.users());
    List<Integer> ports = FreePorts.choose(settings.institutions());
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < settings.institutions(); i++) {
      String kind = KINDS.get(i % KINDS.size());
      String place = PLACES.get(i % PLACES.size());
      actors.add(
          new Actor(
              String.format(Locale.ROOT, "%s%02d", kind.toUpperCase(Locale.ROOT), i + 1),
              place + " " + kind,
              sizes.get(i),
              1 + i % 4,
              hours(i, settings),
              ports.get(i)));
    }
    return actors;
  }

  /** From the fourth institution on; fewer ones are open as long as there is nothing else. */
  private static Hours hours(int index, DemoSettings settings) {
    if (settings.minutes() >= 2 && index == 1) {
      return Hours.CLOSING;
    }
    if (settings.minutes() >= 2 && index == 2) {
      return Hours.OPENING;
    }
    return index == 3 ? Hours.CLOSED : Hours.OPEN;
  }

  /**
   * Sizes like a log-normal's quantiles (sigma 1), largest first, at least 10 each, of the given
   * sum.
   */
  static List<Integer> sizes(int count, int users) {
    double[] weights = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double upper = 1 - (i + 0.5) / count;
      weights[i] = Math.exp(normalQuantile(upper));
      sum += weights[i];
    }
    List<Integer> sizes = new ArrayList<>();
    int rest = users - 10 * count;
    int given = 0;
    double cumulative = 0;
    for (double weight : weights) {
      cumulative += weight;
      int until = (int) Math.round(rest * cumulative / sum);
      sizes.add(10 + until - given);
      given = until;
    }
    return sizes;
  }

  /**
   * The normal distribution's quantile, to 4.5e-4: Abramowitz and Stegun, Handbook of Mathematical
   * Functions, 26.2.23.
   */
  static double normalQuantile(double p) {
    double tail = Math.min(p, 1 - p);
    double t = Math.sqrt(-2 * Math.log(tail));
    double z =
        t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return p < 0.5 ? -z : z;
  }
}
