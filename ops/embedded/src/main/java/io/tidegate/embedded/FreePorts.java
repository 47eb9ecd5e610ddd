package io.tidegate.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this machine on which nobody listens, for servers that have to know theirs before they
 * start, or to come back on it.
 *
 * <p>They lie below those that systems give to connections of their own: from 32,768 on Linux
 * ({@code ip_local_port_range}), from 49,152 elsewhere. Of those any connection of any process may
 * take one before its server listens there, or while it is down.
 */
public final class FreePorts {
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 10_000;

  private FreePorts() {}

  /**
   * As many, all different.
   *
   * @throws IOException if there are none
   */
  public static List<Integer> choose(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      IOException last = null;
      for (int attempt = 0; held.size() < count; attempt++) {
        if (attempt == ATTEMPTS + count) {
          throw new IOException("no port from " + FIRST + " to " + LAST + " is free", last);
        }
        try {
          held.add(
              new ServerSocket(
                  ThreadLocalRandom.current().nextInt(FIRST, LAST + 1),
                  1,
                  InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
          last = taken;
        }
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
