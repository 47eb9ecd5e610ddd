package io.tidegate.messages;

import java.time.Duration;

/**
 * How long a {@link Push} waits at least before it is tried again; one that makes way untried may
 * wait less. Each has a topic of its own, keyed by device, so that whoever waits longer holds up
 * nobody who waits less; {@link #NOT_BEFORE} says when exactly.
 */
public enum PushRetry {
  TEN_SECONDS(Duration.ofSeconds(10), "10s"),
  ONE_MINUTE(Duration.ofMinutes(1), "1m"),
  FIVE_MINUTES(Duration.ofMinutes(5), "5m"),
  TWENTY_MINUTES(Duration.ofMinutes(20), "20m");

  /** Header of a record: the instant from which it is tried again, ISO 8601, UTC. */
  public static final String NOT_BEFORE = "not-before";

  private final Duration delay;
  private final String name;

  PushRetry(Duration delay, String name) {
    this.delay = delay;
    this.name = name;
  }

  /** The least delay. */
  public Duration delay() {
    return delay;
  }

  /** Its topic. */
  public String topic() {
    return "tidegate.push-retries." + name;
  }

  /** After a number of attempts, from 1; the later ones wait longest. */
  public static PushRetry after(int attempts) {
    PushRetry[] all = values();
    return all[Math.clamp(attempts, 1, all.length) - 1];
  }

  /** The longest whose delay is no longer than what is wanted; else the shortest. */
  public static PushRetry within(Duration wanted) {
    PushRetry found = TEN_SECONDS;
    for (PushRetry one : values()) {
      if (one.delay.compareTo(wanted) <= 0) {
        found = one;
      }
    }
    return found;
  }
}
