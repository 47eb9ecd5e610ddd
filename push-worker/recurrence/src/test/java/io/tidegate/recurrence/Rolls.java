package io.tidegate.recurrence;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random numbers of a seed that is printed and can be set: {@code -Dtidegate.seed=N}. */
public final class Rolls {

  private static final long SEED = Long.getLong("tidegate.seed", System.nanoTime());

  static {
    System.out.println("recurrence tests: -Dtidegate.seed=" + SEED);
  }

  private Rolls() {}

  /** Numbers of this run's seed; the same for the same purpose. */
  public static RandomGenerator of(Class<?> test) {
    return of(SEED ^ test.getName().hashCode());
  }

  /** Numbers that are always the same. */
  public static RandomGenerator of(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
