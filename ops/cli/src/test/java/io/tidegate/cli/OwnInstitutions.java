package io.tidegate.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A newcomer's folder of two institutions at free ports: one always open, one shut for hours. */
final class OwnInstitutions {
  static final String OPEN = "OPENBANK01";
  static final String SHUT = "SHUTBANK01";

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HHmm");

  private final Path folder;
  private final int openPort;
  private final int shutPort;

  OwnInstitutions(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    try (ServerSocket one = free();
        ServerSocket other = free()) {
      openPort = one.getLocalPort();
      shutPort = other.getLocalPort();
    }
  }

  Path folder() {
    return folder;
  }

  /** Writes both files. */
  OwnInstitutions written(Instant now) throws IOException {
    write(OPEN, text(OPEN, openPort, "always", 50));
    write(SHUT, text(SHUT, shutPort, window(now), 50));
    return this;
  }

  /** Gives the open one another rate limit. */
  void limit(int perSecond) throws IOException {
    write(OPEN, text(OPEN, openPort, "always", perSecond));
  }

  private void write(String code, String text) throws IOException {
    Path next = Files.writeString(folder.resolve(code + ".next"), text);
    Files.move(next, folder.resolve(code + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String window(Instant now) {
    return CLOCK.format(now.plusSeconds(11 * 3_600).atOffset(ZoneOffset.UTC))
        + ":"
        + CLOCK.format(now.plusSeconds(12 * 3_600).atOffset(ZoneOffset.UTC));
  }

  private static String text(String code, int port, String window, int perSecond) {
    return """
    code: %s
    name: The bank of %s
    zone: UTC
    windows: ["%s"]
    cycle: P1D
    quota: [{scope: call, times: 1, per: rolling, length: P1D, counts: successes}]
    limits: [{calls: %d, per: second}]
    auth: bearer
    endpoints: ["http://127.0.0.1:%d"]
    calls:
      - name: accounts
        get: "/v1/accounts?user={user}&search_timestamp={since}"
        each: {from: "account_list[*].account_num", as: account}
      - name: balance
        post: "/v1/balance"
        body: '{"account_num":"{account}","user":"{user}"}'
        for-each: account
    """
        .formatted(code, code, window, perSecond, port);
  }

  private static ServerSocket free() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
