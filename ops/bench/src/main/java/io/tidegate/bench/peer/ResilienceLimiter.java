package io.tidegate.bench.peer;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/**
 * Resilience4j's limiter: so many permissions in each period of a second, and whoever comes later
 * waits for the next, as its documentation configures it ({@code limitForPeriod}, {@code
 * limitRefreshPeriod}, {@code timeoutDuration}).
 */
public final class ResilienceLimiter implements Limiter {
  private final RateLimiter limiter;

  public ResilienceLimiter(int perSecond) {
    limiter = of(perSecond);
  }

  static RateLimiter of(int perSecond) {
    return RateLimiter.of(
        "institution",
        RateLimiterConfig.custom()
            .limitForPeriod(perSecond)
            .limitRefreshPeriod(Duration.ofSeconds(1))
            .timeoutDuration(Duration.ofMinutes(1))
            .build());
  }

  @Override
  public void acquire() throws InterruptedException {
    if (!limiter.acquirePermission()) {
      throw new InterruptedException("no permission within a minute, or interrupted");
    }
  }
}
