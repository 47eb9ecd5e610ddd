package io.tidegate.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateHeadersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:15:07Z");

  private static @Nullable Instant until(boolean success, String... headers) {
    MultiMap map = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      map.add(headers[i], headers[i + 1]);
    }
    return RateHeaders.blockedUntil(map, success, NOW);
  }

  @Test
  void retryAfterIsSecondsOrADate() {
    assertThat(until(false, "Retry-After", "30")).isEqualTo(NOW.plusSeconds(30));
    assertThat(until(false, "Retry-After", "Sat, 21 Nov 2026 03:16:00 GMT"))
        .isEqualTo(Instant.parse("2026-11-21T03:16:00Z"));
  }

  @Test
  void aRetryAfterThatIsPastOrNonsenseSaysNothing() {
    assertThat(until(false, "Retry-After", "soon")).isNull();
    assertThat(until(false, "Retry-After", "-1")).isNull();
    assertThat(until(false, "Retry-After", "99999999999999999999")).isNull();
    assertThat(until(false, "Retry-After", "Sat, 21 Nov 2026 03:15:00 GMT")).isNull();
    assertThat(until(true, "Retry-After", "30")).isNull();
  }

  @Test
  void whenNothingRemainsTheResetCounts() {
    assertThat(until(true, "RateLimit-Remaining", "0", "RateLimit-Reset", "12"))
        .isEqualTo(NOW.plusSeconds(12));
    assertThat(until(true, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1795230920"))
        .isEqualTo(Instant.ofEpochSecond(1795230920L));
    assertThat(until(true, "RateLimit", "\"default\";r=0;t=9")).isEqualTo(NOW.plusSeconds(9));
    assertThat(until(true, "RateLimit", "limit=10, remaining=0, reset=9"))
        .isEqualTo(NOW.plusSeconds(9));
  }

  @Test
  void whenSomethingRemainsNothingIsAsked() {
    assertThat(until(true, "RateLimit-Remaining", "1", "RateLimit-Reset", "12")).isNull();
    assertThat(until(true, "RateLimit", "\"default\";r=3;t=9")).isNull();
    assertThat(until(false)).isNull();
  }

  @Test
  void nobodyKeepsUsOutForMoreThanADay() {
    assertThat(until(false, "Retry-After", "999999999")).isEqualTo(NOW.plus(RateHeaders.LONGEST));
  }
}
