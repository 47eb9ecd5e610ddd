package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long whoever begins anew waits before it does. */
class PausesTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE); // and over it
  private final Pauses pauses =
      new Pauses(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1), nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void eachIsTwiceAsLongAsTheOneBeforeUpToAMost() {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Duration pause = pauses.next();
      millis.add(pause.toMillis());
      pass(pause.plusSeconds(59)); // what it waits is no part of a healthy minute
      assertThat(pauses.inARow()).isEqualTo(i + 1);
    }
    assertThat(millis)
        .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
  }

  @Test
  void afterAHealthyMinuteItBeginsWithTheLeast() {
    assertThat(pauses.inARow()).isZero();
    for (int i = 0; i < 70; i++) { // more than a long can double
      pauses.next();
    }
    assertThat(pauses.inARow()).isEqualTo(70);
    pass(Duration.ofSeconds(89));
    assertThat(pauses.inARow()).isEqualTo(70);
    pass(Duration.ofSeconds(1));
    assertThat(pauses.inARow()).isZero();
    assertThat(pauses.next()).isEqualTo(Duration.ofMillis(500));
    assertThat(pauses.inARow()).isOne();
  }
}
