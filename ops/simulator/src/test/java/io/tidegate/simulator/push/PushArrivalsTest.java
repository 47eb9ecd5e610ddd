package io.tidegate.simulator.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PushArrivalsTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(5));

  @Test
  void theLastAreKeptAndAllAreCounted() {
    PushArrivals arrivals = new PushArrivals(CLOCK, 3);
    for (int i = 0; i < 5; i++) {
      arrivals.add(i % 2 == 0 ? "fcm" : "apns", "device", "push-" + i);
    }
    assertThat(arrivals.count()).isEqualTo(5);
    assertThat(arrivals.accepted("fcm")).isEqualTo(3);
    assertThat(arrivals.accepted("web-push")).isZero();
    assertThat(arrivals.first()).isEqualTo(2);
    assertThat(arrivals.from(0, 2))
        .containsExactly(
            new PushArrivals.Arrival(2, "fcm", "device", "push-2", 5_000),
            new PushArrivals.Arrival(3, "apns", "device", "push-3", 5_000));
    assertThat(arrivals.from(4, 9)).hasSize(1);
    assertThat(arrivals.from(5, 9)).isEmpty();
  }

  @Test
  void toKeepNothingIsRefused() {
    assertThatThrownBy(() -> new PushArrivals(CLOCK, 0)).hasMessageContaining("1 to 10000000");
  }
}
