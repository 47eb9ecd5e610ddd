package io.tidegate.bench.peer;

import com.google.common.util.concurrent.RateLimiter;

/**
 * Guava's smooth limiter, as its class comment shows it: {@code create(rate)}, {@code acquire()}.
 */
@SuppressWarnings("UnstableApiUsage") // as it has been since 2012
public final class GuavaLimiter implements Limiter {
  private final RateLimiter limiter;

  public GuavaLimiter(int perSecond) {
    limiter = RateLimiter.create(perSecond);
  }

  @Override
  public void acquire() {
    limiter.acquire();
  }
}
