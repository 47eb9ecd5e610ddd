package io.tidegate.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  /** What Linux gives to connections, if nobody has set it otherwise; others begin later. */
  private static final Path OF_CONNECTIONS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  @Test
  void noConnectionIsGivenOneOfThem() throws Exception {
    int first = firstOfConnections();

    assertThat(FreePorts.choose(100)).doesNotHaveDuplicates().allMatch(port -> port < first);
  }

  private static int firstOfConnections() throws IOException {
    if (!Files.exists(OF_CONNECTIONS)) {
      return 49_152;
    }
    try (Scanner range = new Scanner(OF_CONNECTIONS, StandardCharsets.US_ASCII)) {
      return range.nextInt();
    }
  }

  @Test
  void onEachOfThemAServerCanListen() throws Exception {
    List<Integer> ports = FreePorts.choose(20);
    for (int port : ports) {
      try (var server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(server.getLocalPort()).isEqualTo(port);
      }
    }
  }
}
