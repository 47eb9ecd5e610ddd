package io.tidegate.standalone;

import io.tidegate.embedded.StartFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The file in which a process says where it listens, once it does. */
final class AddressFile {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private AddressFile() {}

  /**
   * Waits until it is there.
   *
   * @param who for what is said if it does not come
   */
  static void await(Process process, Path file, String who, Path log) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(file)) {
      if (hasEnded(process) || System.nanoTime() - deadline > 0) {
        throw new StartFailed(who + " did not start", log, 0);
      }
    }
  }

  private static boolean hasEnded(Process process) throws IOException {
    try {
      return process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a process started", e);
    }
  }
}
