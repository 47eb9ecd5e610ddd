package io.tidegate.push.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuarterSpreadTest {
  private static final Instant QUARTER = Instant.parse("2026-03-07T00:15:00Z");

  @Test
  void whatIsDueAtAQuarterHourGoesEvenlyOverTheTime() {
    QuarterSpread spread = new QuarterSpread(Duration.ofSeconds(20));
    spread.pass(QUARTER.minusSeconds(1), 0);
    int waiting = 20_000;
    int[] perSecond = new int[21];
    for (int i = 0; i < 2_050; i++) {
      Instant now = QUARTER.plusMillis(10L * i);
      spread.pass(now, waiting);
      while (waiting > 0 && spread.hasOne()) {
        spread.take();
        waiting--;
        perSecond[i / 100]++;
      }
    }
    assertThat(waiting).isZero();
    for (int second = 0; second < 20; second++) {
      assertThat(perSecond[second]).as("second %d", second).isBetween(950, 1_050);
    }
  }

  @Test
  void atOtherTimesNothingIsHeldBack() {
    QuarterSpread spread = new QuarterSpread(Duration.ofSeconds(20));
    spread.pass(QUARTER.plusSeconds(60), 5);
    for (int i = 0; i < 5; i++) {
      assertThat(spread.hasOne()).isTrue();
      spread.take();
    }
    QuarterSpread none = new QuarterSpread(Duration.ZERO);
    none.pass(QUARTER, 5);
    assertThat(none.hasOne()).isTrue();
  }

  @Test
  void aSinglePushIsNotHeldLongerThanTheTime() {
    QuarterSpread spread = new QuarterSpread(Duration.ofSeconds(20));
    spread.pass(QUARTER.minusSeconds(5), 0);
    int seconds = 0;
    do {
      spread.pass(QUARTER.plusSeconds(seconds++), 1);
    } while (!spread.hasOne());
    assertThat(seconds).isLessThanOrEqualTo(21);
  }
}
