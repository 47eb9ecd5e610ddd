package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The memory of processes: {@code Pss} of proc(5), where what several share is shared out. */
final class ResidentMemory {
  private static final double KILOBYTES = 1_024;

  private ResidentMemory() {}

  /** A process's memory in megabytes; 0 if it is gone. */
  static double megabytes(ProcessHandle process) throws IOException {
    try {
      return megabytes(
          Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup")));
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
      return 0;
    }
  }

  static double megabytes(List<String> rollup) {
    return rollup.stream()
            .filter(line -> line.startsWith("Pss:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElse(0)
        / KILOBYTES;
  }
}
