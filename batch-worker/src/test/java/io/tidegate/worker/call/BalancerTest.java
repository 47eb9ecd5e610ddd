package io.tidegate.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.Balance;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BalancerTest {
  private final long seed = Long.getLong("tidegate.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  private static final class Some implements Balancer.Candidates {
    final boolean[] able = {true, true, true};
    final int[] inFlight = new int[3];

    @Override
    public boolean canTake(int endpoint) {
      return able[endpoint];
    }

    @Override
    public int inFlight(int endpoint) {
      return inFlight[endpoint];
    }
  }

  private int[] chosen(Balance balance, int[] weights, Some some, int times) {
    Balancer balancer = new Balancer(balance, weights, random);
    int[] chosen = new int[3];
    for (int i = 0; i < times; i++) {
      chosen[balancer.choose(some)]++;
    }
    return chosen;
  }

  @Test
  void roundRobinTakesThemInTurn() {
    assertThat(chosen(Balance.ROUND_ROBIN, new int[] {1, 1, 1}, new Some(), 300))
        .containsExactly(100, 100, 100);
  }

  @Test
  void weightedGivesEachItsShareWithoutBursts() {
    Balancer balancer = new Balancer(Balance.WEIGHTED, new int[] {5, 1, 2}, random);
    Some some = new Some();
    for (int round = 0; round < 10; round++) {
      int[] chosen = new int[3];
      for (int i = 0; i < 8; i++) {
        chosen[balancer.choose(some)]++;
      }
      assertThat(chosen).containsExactly(5, 1, 2);
    }
  }

  @Test
  void leastInFlightTakesTheIdlestAndEqualsInTurn() {
    Some some = new Some();
    some.inFlight[0] = 2;
    some.inFlight[1] = 1;
    some.inFlight[2] = 2;
    assertThat(chosen(Balance.LEAST_IN_FLIGHT, new int[] {1, 1, 1}, some, 10))
        .containsExactly(0, 10, 0);
    some.inFlight[1] = 2;
    assertThat(chosen(Balance.LEAST_IN_FLIGHT, new int[] {1, 1, 1}, some, 300))
        .containsExactly(100, 100, 100);
  }

  @Test
  void randomReachesAllAboutEquallyOften() {
    assertThat(chosen(Balance.RANDOM, new int[] {1, 1, 1}, new Some(), 30_000))
        .as("-Dtidegate.seed=%d", seed)
        .satisfies(
            times ->
                java.util.Arrays.stream(times)
                    .forEach(t -> assertThat(t).isBetween(9_000, 11_000)));
  }

  @Test
  void noneThatCannotTakeACallIsEverChosen() {
    for (Balance balance : Balance.values()) {
      Some some = new Some();
      some.able[1] = false;
      assertThat(chosen(balance, new int[] {1, 9, 1}, some, 100)[1]).isZero();
      some.able[0] = false;
      some.able[2] = false;
      assertThat(new Balancer(balance, new int[] {1, 1, 1}, random).choose(some)).isEqualTo(-1);
    }
  }
}
