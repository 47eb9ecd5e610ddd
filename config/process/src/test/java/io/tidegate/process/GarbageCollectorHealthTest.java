package io.tidegate.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class GarbageCollectorHealthTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-9);

  private final Collections collections = new Collections();
  private long now = 100_000;
  private final GarbageCollectorHealth health = new GarbageCollectorHealth(collections, () -> now);

  @Test
  void halfOfAMinuteIsHealthyAndMoreIsNot() {
    collections.collected(45_000, 60_000);
    collections.collected(80_000, 95_000);
    assertThat(collections.share(now)).isEqualTo(0.5, ROUNDING);
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    collections.collected(96_000, 96_001);
    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
  }

  @Test
  void whatIsLongerAgoThanAMinuteCountsNoMore() {
    collections.collected(20_000, 60_000);
    now = 70_000;
    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    now = 110_000;
    assertThat(collections.share(now)).isEqualTo(10.0 / 60, ROUNDING);
    now = 120_001;
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    assertThat(health.health().getDetails()).containsEntry("shareOfLastMinute", 0.0);
  }

  @Test
  void collectionsThatOverlapCountOnce() {
    collections.collected(52_000, 60_000);
    collections.collected(50_000, 70_000);
    collections.collected(65_000, 75_000);
    assertThat(collections.share(now)).isEqualTo(25.0 / 60, ROUNDING);
  }

  /** Whatever collector this JVM has. */
  @Test
  void theCollectorOfThisProcessIsHeard() {
    GarbageCollectorHealth own = new GarbageCollectorHealth();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (Double.valueOf(0).equals(own.health().getDetails().get("shareOfLastMinute"))
        && System.nanoTime() < end) {
      System.gc();
    }
    assertThat((Double) own.health().getDetails().get("shareOfLastMinute")).isPositive();
    assertThat(own.health().getStatus()).isEqualTo(Status.UP);
  }
}
