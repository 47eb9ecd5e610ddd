package io.tidegate.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpacingTest {
  private final long seed = Long.getLong("tidegate.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void noWindowOfTheLengthEverHoldsMoreStartsThanAllowed() {
    for (int run = 0; run < 200; run++) {
      int most = 1 + random.nextInt(20);
      long window = random.nextLong(10, 1_000);
      Spacing spacing = new Spacing(most, window);
      List<Long> starts = new ArrayList<>();
      long now = 0;
      for (int i = 0; i < 500; i++) {
        now += random.nextLong(0, 2 * window / most + 2);
        if (spacing.allows(now)) {
          spacing.started(now);
          starts.add(now);
        }
      }
      for (int i = 0; i + most < starts.size(); i++) {
        assertThat(starts.get(i + most) - starts.get(i))
            .as("-Dtidegate.seed=%d", seed)
            .isGreaterThanOrEqualTo(window);
      }
      assertThat(starts).hasSizeGreaterThan(most);
    }
  }

  @Test
  void ofTwoLimitsBothHold() {
    Spacing both = Spacing.both(new Spacing(1, 10), 2, 100);
    assertThat(both.allows(0)).isTrue();
    both.started(0);
    assertThat(both.allows(9)).isFalse();
    assertThat(both.allows(10)).isTrue();
    both.started(10);
    assertThat(both.allows(99)).isFalse();
    assertThat(both.allows(100)).isTrue();
  }

  @Test
  void thePartsOfAllLanesMakeUpTheLimitAndNoMore() {
    for (int run = 0; run < 200; run++) {
      int calls = random.nextInt(1, 1_000);
      int lanes = random.nextInt(1, 64);
      int sum = IntStream.range(0, lanes).map(lane -> Spacing.part(calls, lane, lanes)).sum();
      assertThat(sum).as("-Dtidegate.seed=%d", seed).isEqualTo(calls);
    }
  }

  @Test
  void aPartOfNothingAllowsNothing() {
    assertThat(new Spacing(0, 1).allows(Long.MAX_VALUE / 4)).isFalse();
  }
}
