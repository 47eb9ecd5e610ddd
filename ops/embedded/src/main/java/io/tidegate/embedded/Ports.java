package io.tidegate.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Ports of a server, recorded in its folder: it comes back on the ports it had, unless somebody
 * else has taken one meanwhile.
 */
final class Ports {
  private Ports() {}

  /** The recorded ports, where they are still free, else fresh ones; recorded again. */
  static int[] choose(Path record, int count) throws IOException {
    int[] ports = recorded(record, count);
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < count; i++) {
      while (ports[i] == 0 || !isFree(ports[i]) || !taken.add(ports[i])) {
        ports[i] = FreePorts.choose(1).getFirst();
      }
    }
    var text = new StringBuilder();
    for (int port : ports) {
      text.append(port).append('\n');
    }
    Folders.writeSecurely(record, text.toString());
    return ports;
  }

  private static int[] recorded(Path record, int count) throws IOException {
    int[] ports = new int[count];
    if (Files.exists(record)) {
      var lines = Files.readAllLines(record);
      for (int i = 0; i < Math.min(count, lines.size()); i++) {
        ports[i] = lines.get(i).matches("[1-9]\\d{3,4}") ? Integer.parseInt(lines.get(i)) : 0;
      }
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
