package io.tidegate.bench;

import java.time.InstantSource;

/** The one place in this process that reads the machine's clock. */
final class MachineClock {
  static final InstantSource CLOCK = InstantSource.system();

  private MachineClock() {}
}
