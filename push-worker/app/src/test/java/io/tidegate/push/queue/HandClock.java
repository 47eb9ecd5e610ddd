package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is moved. */
final class HandClock implements InstantSource {
  private volatile Instant now;

  HandClock(String start) {
    now = Instant.parse(start);
  }

  @Override
  public Instant instant() {
    return now;
  }

  synchronized void pass(Duration time) {
    now = now.plus(time);
  }
}
