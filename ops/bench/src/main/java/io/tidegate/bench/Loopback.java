package io.tidegate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

/** Addresses on this machine. */
final class Loopback {
  private Loopback() {}

  /** A port that nobody has just now. */
  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /**
   * An address for an institution.
   *
   * @param scheme {@code http} or {@code https}
   */
  static URI freeAddress(String scheme) throws IOException {
    return URI.create(scheme + "://127.0.0.1:" + freePort());
  }
}
