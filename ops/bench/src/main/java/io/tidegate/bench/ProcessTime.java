package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The processor time of processes, as Linux counts it: proc(5), {@code /proc/PID/stat}. */
final class ProcessTime {
  private static final double TICKS_PER_SECOND = 100;
  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int CUTIME = 13;
  private static final int CSTIME = 14;

  private ProcessTime() {}

  /** Seconds that a process has used so far; 0 if it is gone. */
  static double ofProcess(ProcessHandle process) throws IOException {
    return own(stat(process));
  }

  /** Seconds of a process, of its children, and of those children that have ended. */
  static double ofFamily(ProcessHandle head) throws IOException {
    String stat = stat(head);
    double sum = own(stat) + endedChildren(stat);
    try (Stream<ProcessHandle> children = head.children()) {
      for (ProcessHandle child : children.toList()) {
        sum += ofProcess(child);
      }
    }
    return sum;
  }

  static double own(String stat) {
    return seconds(stat, UTIME, STIME);
  }

  static double endedChildren(String stat) {
    return seconds(stat, CUTIME, CSTIME);
  }

  /** The fields stand after the process's name, which may hold anything. */
  private static double seconds(String stat, int first, int second) {
    if (stat.isEmpty()) {
      return 0;
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[first]) + Long.parseLong(fields[second])) / TICKS_PER_SECOND;
  }

  private static String stat(ProcessHandle process) throws IOException {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) { // "No such process": it ended while it was read
      if (process.isAlive()) {
        throw e;
      }
      return "";
    }
  }
}
