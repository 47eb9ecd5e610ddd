package io.tidegate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
