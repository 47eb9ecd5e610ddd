package io.tidegate.push.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a push service wants to be left alone. */
class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");
  private static final Duration OTHERWISE = Duration.ofSeconds(42);

  private static Duration of(@Nullable String header) {
    return RetryAfter.of(header, NOW, OTHERWISE);
  }

  @Test
  void itIsSecondsOrADate() {
    assertThat(of("7")).isEqualTo(Duration.ofSeconds(7));
    assertThat(of(" 7 ")).isEqualTo(Duration.ofSeconds(7));
    assertThat(of("Sat, 28 Nov 2026 09:02:00 GMT")).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void whatIsNeitherCountsAsNotSaid() {
    assertThat(of(null)).isEqualTo(OTHERWISE);
    assertThat(of("soon")).isEqualTo(OTHERWISE);
    assertThat(of("-7")).isEqualTo(OTHERWISE);
    assertThat(of("7.5")).isEqualTo(OTHERWISE);
  }

  @Test
  void itIsNeverUnderASecondAndNeverOverAnHour() {
    assertThat(of("0")).isEqualTo(Duration.ofSeconds(1));
    assertThat(of("Sat, 28 Nov 2026 08:00:00 GMT")).isEqualTo(Duration.ofSeconds(1));
    assertThat(of("999999999")).isEqualTo(Duration.ofHours(1));
    assertThat(of("Sun, 28 Nov 2027 09:00:00 GMT")).isEqualTo(Duration.ofHours(1));
  }
}
