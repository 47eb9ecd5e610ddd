package io.tidegate.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WholeUsersTest {

  private final RandomGenerator rolls = Rolls.of(WholeUsersTest.class);

  @Test
  void nobodyIsLostOrInventedAndEachIsWithinOneOfItsShare() {
    for (int run = 0; run < 5_000; run++) {
      long total = rolls.nextLong(100_000);
      double[] parts = rolls.doubles(1 + rolls.nextInt(40)).toArray();
      double sum = Arrays.stream(parts).sum();
      double[] shares = Arrays.stream(parts).map(part -> part * total / sum).toArray();
      long[] whole = WholeUsers.of(shares, total);
      assertThat(Arrays.stream(whole).sum()).isEqualTo(total);
      for (int i = 0; i < whole.length; i++) {
        assertThat(Math.abs(whole[i] - shares[i])).isLessThan(1.0001);
        assertThat(whole[i]).isNotNegative();
      }
    }
  }

  @Test
  void theLargestRemaindersGetWhatRoundingDownLeft() {
    assertThat(WholeUsers.of(new double[] {1.2, 2.5, 3.3}, 7)).containsExactly(1, 3, 3);
  }
}
