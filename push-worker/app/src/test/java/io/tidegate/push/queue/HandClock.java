package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. */
final class HandClock implements InstantSource {
  private final Instant start;
  private volatile Instant now;

  HandClock(String start) {
    this.start = Instant.parse(start);
    now = this.start;
  }

  /** What has passed, as {@link System#nanoTime} would tell it. */
  long nanos() {
    return Duration.between(start, now).toNanos();
  }

  @Override
  public Instant instant() {
    return now;
  }

  synchronized void pass(Duration time) {
    now = now.plus(time);
  }
}
