package io.tidegate.verify;

import java.time.Instant;

/** Microseconds since 1970 as instants. */
final class Micros {
  private static final long SECOND = 1_000_000;

  private Micros() {}

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000);
  }

  static long of(Instant at) {
    return at.getEpochSecond() * SECOND + at.getNano() / 1_000;
  }

  static Finding.Row row(Arrivals arrivals, int row) {
    return new Finding.Row(arrivals.line(row), instant(arrivals.micros(row)));
  }
}
