package io.tidegate.simulator;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Microseconds since 1970, from the system's time when it was last looked at and the monotonic
 * clock since. It jumps only when it is told to follow the system's clock.
 */
final class WallClock {
  private static final long MICROS = 1_000_000;
  private static final long STEP = 5_000;

  private final InstantSource system;
  private long nanosAtZero;

  WallClock(InstantSource system) {
    this.system = system;
    this.nanosAtZero = System.nanoTime() - systemMicros() * 1_000;
  }

  long micros() {
    return (System.nanoTime() - nanosAtZero) / 1_000;
  }

  /**
   * Follows the system's clock if it has been stepped by more than 5 ms.
   *
   * @return by how many microseconds; 0 if it has not
   */
  long follow() {
    long step = systemMicros() - micros();
    if (Math.abs(step) <= STEP) {
      return 0;
    }
    // Between the two readings the process may have been held up: only what is seen twice counts.
    long again = systemMicros() - micros();
    if (Math.abs(again - step) > STEP) {
      return 0;
    }
    nanosAtZero -= again * 1_000;
    return again;
  }

  private long systemMicros() {
    Instant now = system.instant();
    return now.getEpochSecond() * MICROS + now.getNano() / 1_000;
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
  }
}
