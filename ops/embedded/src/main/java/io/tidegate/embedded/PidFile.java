package io.tidegate.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The number of a child process, in a file, so that whoever comes after a killed owner finds what
 * the owner left behind. Numbers are given again, so a process counts as ours only when one of its
 * arguments is exactly one that we gave.
 */
public final class PidFile {
  private PidFile() {}

  /** Notes a child. */
  public static void write(Path file, long pid) throws IOException {
    Folders.writeSecurely(file, pid + "\n");
  }

  /**
   * Stops the child that the file names, if it still runs and has the argument, and removes the
   * file; returns whether there was one.
   *
   * @param grace how long it may take to stop before it is killed
   */
  public static boolean stopOrphan(Path file, String argument, Duration grace) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    Optional<ProcessHandle> orphan = running(Files.readString(file), argument);
    if (orphan.isPresent()) {
      Sessions.stop(orphan.get(), grace);
    }
    Files.deleteIfExists(file);
    return orphan.isPresent();
  }

  /** The living process of this number, if one of its arguments is exactly the given one. */
  static Optional<ProcessHandle> running(String number, String argument) throws IOException {
    if (!number.strip().matches("\\d{1,9}")) {
      return Optional.empty();
    }
    long pid = Long.parseLong(number.strip());
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.isPresent() && arguments(pid).contains(argument) ? process : Optional.empty();
  }

  /** {@link ProcessHandle.Info} cuts long command lines at 4 kB, and a class path is longer. */
  private static List<String> arguments(long pid) throws IOException {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return List.of(new String(line, StandardCharsets.UTF_8).split("\0", -1));
    } catch (NoSuchFileException e) {
      return List.of(); // ended meanwhile
    }
  }
}
