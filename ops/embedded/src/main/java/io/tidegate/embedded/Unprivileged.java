package io.tidegate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root. Under root it runs in a user namespace of its own ({@code
 * unshare -U}), where it sees itself as nobody and still owns root's files; as any other user it
 * runs as it is.
 */
final class Unprivileged {
  private Unprivileged() {}

  /** What stands before a command of PostgreSQL's; empty unless this process is root. */
  static List<String> prefix() throws IOException {
    if (!isRoot()) {
      return List.of();
    }
    List<String> prefix = List.of("unshare", "-U");
    if (!works(List.of("unshare", "-U", "true"))) {
      throw new IOException(
          "PostgreSQL does not run as root, and this machine forbids user namespaces"
              + " (unshare -U); run as another user, or name a server with --db");
    }
    return prefix;
  }

  private static boolean isRoot() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue() == 0;
  }

  private static boolean works(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while trying " + command, e);
    }
  }
}
