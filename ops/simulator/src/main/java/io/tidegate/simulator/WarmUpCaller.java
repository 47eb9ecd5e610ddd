package io.tidegate.simulator;

import io.tidegate.policy.CallSpec;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Request;
import io.tidegate.policy.Template;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Who calls the copies, over one connection, all calls of all institutions in turn. */
final class WarmUpCaller {
  private static final int PATIENCE_MILLIS = 5_000;

  private final int port;
  private final List<Policy> policies;
  private final long seed;
  private final int number;

  WarmUpCaller(int port, List<Policy> policies, long seed, int number) {
    this.port = port;
    this.policies = policies;
    this.seed = seed;
    this.number = number;
  }

  /**
   * Makes so many calls, or as many as there is time for; of every eight one is refused as a rule.
   */
  Void call(int calls, long endNanos) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < calls && System.nanoTime() < endNanos; i++) {
        int institution = i % policies.size();
        String prefix =
            (i / policies.size() % 8 == 7 ? "/strict-" : "/lenient-") + institution + "-";
        socket.getOutputStream().write(request(prefix, policies.get(institution), i));
        readAnswer(in);
      }
    }
    return null;
  }

  private byte[] request(String prefix, Policy policy, int turn) {
    List<CallSpec> calls = policy.calls();
    CallSpec spec = calls.get(turn / policies.size() % calls.size());
    int round = turn / (policies.size() * calls.size());
    Person person = Person.of("warm-up-" + number + "-" + round, seed);
    Template.Values values =
        name ->
            switch (name) {
              case "institution" -> policy.code();
              case "user" -> person.user();
              case "since" -> policy.answers().since().first();
              case "tran-id" -> "W" + turn;
              default -> person.object(Hash.of(policy.code() + name), 0);
            };
    Request request = spec.request(values);
    String body = request.body() == null ? "" : request.body();
    StringBuilder text =
        new StringBuilder(spec.method() + " " + prefix + request.target() + " HTTP/1.1\r\n");
    text.append("Host: localhost\r\nAuthorization: Bearer ").append(person.user()).append("\r\n");
    policy.headers().forEach((name, value) -> header(text, name, value.render(values)));
    spec.headers().forEach((name, value) -> header(text, name, value.render(values)));
    if (request.body() != null) {
      header(
          text, "Content-Length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
    }
    return text.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void header(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }

  private static void readAnswer(InputStream in) throws IOException {
    long length = 0;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Long.parseLong(header.substring("content-length:".length()).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("an answer broke off while warming up");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
