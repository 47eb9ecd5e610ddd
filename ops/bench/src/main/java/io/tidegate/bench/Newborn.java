package io.tidegate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A process of a system that is starting: known by its pid file, there when its sign is.
 *
 * <p>The sign of our own processes is the file with their address, which they write once they
 * answer; that of PostgreSQL and Kafka is their port, once somebody takes a connection there.
 */
final class Newborn {
  /** Whether the process is there. */
  private interface Sign {
    boolean isGiven() throws IOException;
  }

  private final String name;
  private final Path pidFile;
  private final Sign sign;
  private @Nullable Instant ready;

  private Newborn(String name, Path pidFile, Sign sign) {
    this.name = name;
    this.pidFile = pidFile;
    this.sign = sign;
  }

  /** One that writes an address file. */
  static Newborn withAddress(String name, Path pidFile, Path address) {
    return new Newborn(name, pidFile, () -> Files.exists(address));
  }

  /** One whose first port a file names. */
  static Newborn withPort(String name, Path pidFile, Path ports) {
    return new Newborn(name, pidFile, () -> Files.exists(ports) && listens(ports));
  }

  private static boolean listens(Path ports) throws IOException {
    String first = Files.readString(ports).strip().split("\\s+", 2)[0];
    if (first.isEmpty()) {
      return false;
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(first))) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // not yet
    }
  }

  String name() {
    return name;
  }

  /** Looks whether it is there; the first time that it is, that is when it came. */
  void look(Instant now) throws IOException {
    if (ready == null && sign.isGiven()) {
      ready = now;
    }
  }

  /**
   * Seconds from its start until it was there.
   *
   * @throws IOException if it never was, or is gone
   */
  double readySeconds() throws IOException {
    if (ready == null) {
      throw new IOException(name + " did not come");
    }
    Instant begun = process().info().startInstant().orElseThrow();
    return Math.max(0, Duration.between(begun, ready).toMillis() / 1e3);
  }

  /** Its memory and that of its children in megabytes; what several share is shared out. */
  double megabytes() throws IOException {
    double sum = 0;
    for (ProcessHandle each : process().descendants().toList()) {
      sum += ResidentMemory.megabytes(each);
    }
    return sum + ResidentMemory.megabytes(process());
  }

  private ProcessHandle process() throws IOException {
    String pid = Files.readString(pidFile).strip().split("\\s+", 2)[0];
    return ProcessHandle.of(Long.parseLong(pid))
        .orElseThrow(() -> new IOException(name + " is gone"));
  }
}
