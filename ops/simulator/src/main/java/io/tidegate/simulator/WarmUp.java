package io.tidegate.simulator;

import io.tidegate.policy.CallSpec;
import io.tidegate.policy.CallWindows;
import io.tidegate.policy.Frequency;
import io.tidegate.policy.Hours;
import io.tidegate.policy.Pace;
import io.tidegate.policy.Policy;
import io.tidegate.policy.Quota;
import io.tidegate.policy.Quota.Counts;
import io.tidegate.policy.Ramp;
import io.tidegate.policy.RateLimit;
import io.tidegate.policy.Request;
import io.tidegate.policy.Template;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Calls a copy of the first institution some thousand times before the doors open. A Java process
 * that has just begun takes up to half a second for its first call, which would be a stall in the
 * first second of the ledger. The copy has a ledger of its own that nobody reads, and rules that
 * let everything pass.
 */
final class WarmUp {
  private static final int CALLS = 4_000;
  private static final Duration LONGEST = Duration.ofSeconds(6);
  private static final int PATIENCE_MILLIS = 5_000;

  private final Vertx vertx;
  private final Policy policy;
  private final Habits habits;

  WarmUp(Vertx vertx, Policy policy, Habits habits) {
    this.vertx = vertx;
    this.policy = lenient(policy);
    this.habits =
        new Habits(
            habits.seed(),
            new Latency(Duration.ZERO, 0),
            0,
            habits.paged(),
            0,
            0,
            habits.changes());
  }

  private static Policy lenient(Policy policy) {
    Quota quota =
        new Quota(
            Quota.Scope.CALL, 1, new Quota.Per.Rolling(Duration.ofHours(1)), Counts.SUCCESSES);
    RateLimit limit =
        new RateLimit(
            1_000_000,
            new RateLimit.Per.Sliding(Duration.ofSeconds(1)),
            RateLimit.Scope.INSTITUTION,
            null);
    return new Policy(
        policy.code(),
        policy.name(),
        policy.preset(),
        new Hours(policy.zone(), CallWindows.ALWAYS, List.of(), Duration.ZERO),
        new Frequency(policy.cycle(), List.of(quota), policy.accessWithin()),
        new Pace(List.of(limit), 1_000, 1, Duration.ZERO, new Ramp(0)),
        policy.access(),
        policy.calls(),
        policy.callsPerRefresh(),
        policy.answers());
  }

  /** Makes the calls, one after the other; to be run on a thread that may block. */
  void run() throws IOException {
    Path folder = Files.createTempDirectory("tidegate-warm-up");
    ArrivalLedger ledger = new ArrivalLedger(folder.resolve("ledger.csv"), e -> {});
    try {
      WallClock clock = new WallClock(MachineClock.CLOCK);
      Institution copy = new Institution(policy, habits, clock, ledger);
      HttpServerOptions options =
          new HttpServerOptions().setHost("127.0.0.1").setStrictThreadMode(true);
      Door door = new Door(vertx, options);
      door.add(new Door.Entrance(copy, 0, ""));
      Simulation.await(Simulation.onLoop(vertx, door::open));
      call(door.port());
      Simulation.await(Simulation.onLoop(vertx, door::close));
    } finally {
      ledger.close();
      Files.deleteIfExists(folder.resolve("ledger.csv"));
      Files.deleteIfExists(folder.resolve("ledger.stalls.csv"));
      Files.deleteIfExists(folder);
    }
  }

  private void call(int port) throws IOException {
    long end = System.nanoTime() + LONGEST.toNanos();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < CALLS && System.nanoTime() < end; i++) {
        CallSpec spec = policy.calls().get(i % policy.calls().size());
        socket.getOutputStream().write(request(spec, i));
        readAnswer(in);
      }
    }
  }

  private byte[] request(CallSpec spec, int number) {
    Person person = Person.of("warm-up-" + number / policy.calls().size(), habits.seed());
    Template.Values values =
        name ->
            switch (name) {
              case "institution" -> policy.code();
              case "user" -> person.user();
              case "since" -> policy.answers().since().first();
              case "tran-id" -> "W" + number;
              default -> person.object(Hash.of(policy.code() + name), 0);
            };
    Request request = spec.request(values);
    String body = request.body() == null ? "" : request.body();
    StringBuilder text =
        new StringBuilder(spec.method() + " " + request.target() + " HTTP/1.1\r\n");
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
