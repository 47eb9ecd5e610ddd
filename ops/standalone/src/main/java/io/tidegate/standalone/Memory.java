package io.tidegate.standalone;

import com.sun.management.OperatingSystemMXBean;
import io.tidegate.embedded.PostgresSettings;
import java.lang.management.ManagementFactory;

/**
 * What each process may have of this machine's (or container's) memory.
 *
 * @param bytes the whole
 */
record Memory(long bytes) {
  private static final long MEGABYTE = 1 << 20;

  static Memory ofThisMachine() {
    return new Memory(
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getTotalMemorySize());
  }

  PostgresSettings postgres() {
    return PostgresSettings.forMemory(bytes);
  }

  int broker() {
    return megabytes(16, 192, 512);
  }

  int scheduler() {
    return megabytes(16, 256, 512);
  }

  int push() {
    return megabytes(16, 256, 512);
  }

  /** A worker keeps pages, open refreshes and unacknowledged bodies. */
  int worker() {
    return megabytes(8, 512, 2048);
  }

  private int megabytes(int part, int least, int most) {
    return Math.clamp(bytes / part / MEGABYTE, least, most);
  }
}
