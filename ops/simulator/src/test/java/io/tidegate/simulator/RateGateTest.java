package io.tidegate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RateGateTest {
  private static final long SECOND = 1_000_000;

  private static boolean admit(RateGate gate, long micros) {
    if (gate.toWait(micros) > 0) {
      return false;
    }
    gate.count(micros);
    return true;
  }

  @Test
  void aSlidingPeriodHasRoomAgainExactlyOnePeriodAfterItsOldestCall() {
    RateGate gate = new RateGate.Sliding(2, SECOND);

    assertThat(admit(gate, 5)).isTrue();
    assertThat(admit(gate, 100)).isTrue();
    assertThat(gate.toWait(SECOND + 4)).isEqualTo(1);
    assertThat(admit(gate, SECOND + 4)).isFalse();
    assertThat(admit(gate, SECOND + 5)).isTrue();
    assertThat(admit(gate, SECOND + 99)).isFalse();
    assertThat(admit(gate, SECOND + 100)).isTrue();
  }

  @Test
  void aClockMinuteForgetsAtItsEnd() {
    RateGate gate = new RateGate.Aligned(2, 60 * SECOND);

    assertThat(admit(gate, 59 * SECOND)).isTrue();
    assertThat(admit(gate, 60 * SECOND - 1)).isTrue();
    assertThat(gate.toWait(60 * SECOND - 1)).isEqualTo(1);
    assertThat(admit(gate, 60 * SECOND - 1)).isFalse();
    assertThat(admit(gate, 60 * SECOND)).isTrue();
    assertThat(admit(gate, 60 * SECOND)).isTrue();
    assertThat(admit(gate, 61 * SECOND)).isFalse();
  }

  @RepeatedTest(30)
  void whatASlidingGateLetsPassIsWhatACountOfTheLastPeriodAllows() {
    long seed = Long.getLong("tidegate.seed", System.nanoTime());
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int calls = random.nextInt(1, 20);
    RateGate gate = new RateGate.Sliding(calls, SECOND);
    List<Long> passed = new ArrayList<>();
    long now = random.nextLong(SECOND);
    for (int i = 0; i < 2000; i++) {
      now += random.nextLong(2 * SECOND / calls);
      long at = now;
      boolean room = passed.stream().filter(t -> t > at - SECOND).count() < calls;
      assertThat(admit(gate, now)).as("-Dtidegate.seed=%d, call %d", seed, i).isEqualTo(room);
      if (room) {
        passed.add(now);
      }
    }
  }
}
