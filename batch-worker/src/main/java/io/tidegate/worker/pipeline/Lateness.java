package io.tidegate.worker.pipeline;

import java.util.concurrent.atomic.AtomicLongArray;

/** How late calls started after their tickets' instants, to 50 µs, up to 25 ms. */
final class Lateness {
  private static final long STEP = 50_000;
  private static final int STEPS = 500;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS + 1);

  void record(long nanos) {
    counts.incrementAndGet(Math.clamp(nanos / STEP, 0, STEPS));
  }

  /** The lateness that the given part of all calls did not exceed, in µs; 0 if there are none. */
  long micros(double part) {
    long total = 0;
    for (int i = 0; i <= STEPS; i++) {
      total += counts.get(i);
    }
    long wanted = (long) Math.ceil(total * part);
    long seen = 0;
    for (int i = 0; i <= STEPS && total > 0; i++) {
      seen += counts.get(i);
      if (seen >= wanted) {
        return (i + 1) * STEP / 1000;
      }
    }
    return 0;
  }
}
