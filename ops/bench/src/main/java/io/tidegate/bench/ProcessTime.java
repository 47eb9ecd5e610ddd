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
    String[] fields = fields(process);
    return fields.length == 0
        ? 0
        : (number(fields, UTIME) + number(fields, STIME)) / TICKS_PER_SECOND;
  }

  /** Seconds of a process, of its children, and of those children that have ended. */
  static double ofFamily(ProcessHandle head) throws IOException {
    String[] fields = fields(head);
    double ended =
        fields.length == 0
            ? 0
            : (number(fields, CUTIME) + number(fields, CSTIME)) / TICKS_PER_SECOND;
    double living = ofProcess(head);
    try (Stream<ProcessHandle> children = head.children()) {
      for (ProcessHandle child : children.toList()) {
        living += ofProcess(child);
      }
    }
    return ended + living;
  }

  private static double number(String[] fields, int field) {
    return Long.parseLong(fields[field]);
  }

  /** The fields after the process's name, which may hold anything. */
  private static String[] fields(ProcessHandle process) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    } catch (NoSuchFileException e) {
      return new String[0];
    }
  }
}
