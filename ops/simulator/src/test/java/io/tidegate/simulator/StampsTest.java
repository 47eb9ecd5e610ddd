package io.tidegate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class StampsTest {

  @Test
  void theKeyZeroIsAKeyLikeAnyOther() {
    Stamps stamps = new Stamps(1);
    assertThat(stamps.count(0, 0)).isZero();
    stamps.add(0, 7, 0);
    assertThat(stamps.count(0, 7)).isEqualTo(1);
    assertThat(stamps.count(0, 8)).isZero();
  }

  @RepeatedTest(20)
  void itCountsAsAMapOfListsWould() {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int width = random.nextInt(1, 6);
    int keys = random.nextInt(1, 5000);
    Stamps stamps = new Stamps(width);
    Map<Long, List<Long>> model = new HashMap<>();
    long period = random.nextLong(1, 100_000);
    for (long now = 1; now < 60_000; now += random.nextLong(10)) {
      // Keys that fall into few of the parts as well as into all of them.
      long key = random.nextLong(keys) * (random.nextBoolean() ? 256 : 1);
      long since = now - period;
      List<Long> known = model.computeIfAbsent(key, k -> new ArrayList<>());
      long expected =
          known.stream()
              .sorted(Comparator.reverseOrder())
              .limit(width)
              .filter(t -> t >= since)
              .count();
      assertThat(stamps.count(key, since)).as("-Dtidegate.seed=%d", seed).isEqualTo((int) expected);
      if (random.nextBoolean()) {
        stamps.add(key, now, since);
        known.add(now);
      }
    }
  }
}
