package io.tidegate.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How child processes are started, recognised and ended. */
public final class Sessions {
  private static final boolean HAS_SETSID = Files.isExecutable(Path.of("/usr/bin/setsid"));

  private Sessions() {}

  /**
   * The command as a session of its own, with the same process id: signals that the terminal sends
   * to its foreground processes (Ctrl-C) do not reach it.
   */
  public static ProcessBuilder apart(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (HAS_SETSID) {
      whole.add("/usr/bin/setsid");
    }
    whole.addAll(command);
    return new ProcessBuilder(whole);
  }

  /**
   * Asks a process to stop (SIGTERM) and kills it when the grace is over; returns when it is gone.
   * Its standard input stays open meanwhile.
   */
  public static void stop(ProcessHandle process, Duration grace) throws IOException {
    process.destroy();
    if (!gone(process, grace)) {
      kill(process);
    }
  }

  /** Kills a process (SIGKILL); returns when it is gone. */
  public static void kill(ProcessHandle process) throws IOException {
    process.destroyForcibly();
    if (!gone(process, Duration.ofSeconds(30))) {
      throw new IOException("process " + process.pid() + " does not die");
    }
  }

  /** The living process of this id, if one of its arguments is exactly the given path. */
  static Optional<ProcessHandle> running(long pid, Path argument) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.isPresent() && arguments(pid).contains(argument.toString())
        ? process
        : Optional.empty();
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

  static boolean gone(ProcessHandle process, Duration patience) throws IOException {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException("cannot wait for process " + process.pid(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for process " + process.pid(), e);
    }
  }
}
