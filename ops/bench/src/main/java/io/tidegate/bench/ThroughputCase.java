package io.tidegate.bench;

import java.time.Duration;
import java.util.Locale;

/** What differs from case to case. */
enum ThroughputCase {
  ONE_CALL(1, Duration.ZERO),
  FOUR_CALLS(4, Duration.ZERO),
  /** An institution that takes its time. */
  SLOW(1, Duration.ofMillis(100)),
  /** Mutual TLS. */
  TLS(1, Duration.ZERO),
  /** A table larger than PostgreSQL's buffers. */
  LARGE(1, Duration.ZERO);

  private final int calls;
  private final Duration latency;

  ThroughputCase(int calls, Duration latency) {
    this.calls = calls;
    this.latency = latency;
  }

  /** Calls of a refresh. */
  int calls() {
    return calls;
  }

  /** How long each answer takes. */
  Duration latency() {
    return latency;
  }

  boolean isSecure() {
    return this == TLS;
  }

  boolean isLarge() {
    return this == LARGE;
  }

  /** As it is typed and told. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
