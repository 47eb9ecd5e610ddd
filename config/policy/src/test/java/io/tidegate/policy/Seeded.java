package io.tidegate.policy;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Runs a law on many random cases; a failure names the seed that brings its case back. */
final class Seeded {

  private static final long FIRST = Long.getLong("tidegate.seed", System.nanoTime());

  private Seeded() {}

  static void cases(int count, Consumer<RandomGenerator> law) {
    long cases = System.getProperty("tidegate.seed") == null ? count : 1;
    for (int i = 0; i < cases; i++) {
      long seed = FIRST + i;
      try {
        law.accept(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("fails with -Dtidegate.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  static <T> T oneOf(RandomGenerator random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
