package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processor time of the whole machine, as Linux counts it: proc(5), {@code /proc/stat}. */
final class MachineTime {
  private static final double TICKS_PER_SECOND = 100;
  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int LAST_OF_ITS_OWN = 7; // guests are counted in the user's time already

  private MachineTime() {}

  /** Seconds that all cores together were busy so far. */
  static double busy() throws IOException {
    return busy(Files.readAllLines(Path.of("/proc/stat")).getFirst());
  }

  static double busy(String first) {
    List<Long> ticks =
        List.of(first.substring(first.indexOf(' ')).strip().split(" +", -1)).stream()
            .limit(LAST_OF_ITS_OWN + 1L)
            .map(Long::parseLong)
            .toList();
    long sum = ticks.stream().mapToLong(Long::longValue).sum();
    return (sum - ticks.get(IDLE) - ticks.get(IO_WAIT)) / TICKS_PER_SECOND;
  }
}
