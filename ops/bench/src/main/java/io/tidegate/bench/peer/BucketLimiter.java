package io.tidegate.bench.peer;

import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * Bucket4j's token bucket, refilled greedily, and its blocking face, as its reference shows for
 * "limit the rate of heavy work". It starts empty: a full one would let a whole second's calls
 * through at once.
 */
public final class BucketLimiter implements Limiter {
  private final Bucket bucket;

  public BucketLimiter(int perSecond) {
    bucket =
        Bucket.builder()
            .addLimit(
                limit ->
                    limit
                        .capacity(perSecond)
                        .refillGreedy(perSecond, Duration.ofSeconds(1))
                        .initialTokens(0))
            .build();
  }

  @Override
  public void acquire() throws InterruptedException {
    bucket.asBlocking().consume(1);
  }
}
