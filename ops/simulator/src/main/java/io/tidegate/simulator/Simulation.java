package io.tidegate.simulator;

import io.tidegate.policy.Endpoint;
import io.tidegate.policy.Policy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A simulation that runs: its institutions, their doors, the ledger and the control interface, all
 * on one event loop.
 */
public final class Simulation implements AutoCloseable {
  private static final long HAND_OVER_MILLIS = 200;
  private static final long CLOCK_MILLIS = 1_000;
  private static final long START_SECONDS = 60;

  private final Vertx vertx;
  private final Settings settings;
  private final WallClock clock;
  private final ArrivalLedger ledger;
  private final StallWatch stalls;
  private final Map<String, Institution> institutions = new LinkedHashMap<>();
  private final Map<String, Door> doors = new LinkedHashMap<>();
  private final Map<String, List<Door>> doorsOf = new LinkedHashMap<>();
  private final ControlDesk control;
  private boolean shut;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  private Simulation(List<Policy> policies, Settings settings, InstantSource system)
      throws IOException {
    this.settings = settings;
    this.clock = new WallClock(system);
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    this.ledger = new ArrivalLedger(settings.ledger(), this::ledgerFailed);
    this.stalls = new StallWatch(clock, ledger);
    this.control = new ControlDesk(this);
    for (Policy policy : policies) {
      Institution institution = new Institution(policy, settings.habits(), clock, ledger);
      institutions.put(policy.code(), institution);
      furnish(institution);
    }
  }

  /**
   * Starts institutions at the addresses that their policies name.
   *
   * @throws IOException if the ledger exists already, or an address cannot be listened on
   * @throws IllegalArgumentException if an address is not this machine's own
   */
  static Simulation start(List<Policy> policies, Settings settings, InstantSource system)
      throws IOException {
    policies.forEach(Simulation::checkAddresses);
    Simulation simulation = new Simulation(policies, settings, system);
    try {
      if (settings.warmUp()) {
        new WarmUp(simulation.vertx, policies.getFirst(), settings.habits()).run();
      }
      await(onLoop(simulation.vertx, simulation::open));
      if (settings.addresses() != null) {
        simulation.writeAddresses(settings.addresses());
      }
      return simulation;
    } catch (IOException e) {
      simulation.close();
      throw e;
    }
  }

  private static void checkAddresses(Policy policy) {
    for (Endpoint endpoint : policy.endpoints()) {
      String host = endpoint.url().getHost();
      try {
        if (host == null || !InetAddress.getByName(host).isLoopbackAddress()) {
          throw new IllegalArgumentException(
              "a simulated institution listens on a loopback address, but %s has %s"
                  .formatted(policy.code(), endpoint.url()));
        }
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(
            "host %s of %s is not known".formatted(host, policy.code()), e);
      }
    }
  }

  private void furnish(Institution institution) {
    List<Endpoint> endpoints = institution.policy().endpoints();
    for (int i = 0; i < endpoints.size(); i++) {
      URI url = endpoints.get(i).url();
      boolean tls = "https".equals(url.getScheme());
      int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
      String address =
          settings.freePorts() ? institution.code() + "#" + i : url.getHost() + ":" + port;
      HttpServerOptions options = options(url.getHost(), settings.freePorts() ? 0 : port, tls);
      Door door = doors.computeIfAbsent(address, a -> new Door(vertx, options));
      door.add(new Door.Entrance(institution, i, url.getRawPath() == null ? "" : url.getRawPath()));
      doorsOf.computeIfAbsent(institution.code(), c -> new ArrayList<>()).add(door);
    }
  }

  private HttpServerOptions options(String host, int port, boolean tls) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setReuseAddress(true)
            .setTcpNoDelay(true)
            .setAcceptBacklog(4096)
            .setStrictThreadMode(true)
            .setMaxInitialLineLength(16 * 1024)
            .setHttp2ClearTextEnabled(true);
    Settings.Tls pem = settings.tls();
    if (!tls) {
      return options;
    }
    if (pem == null) {
      throw new IllegalArgumentException(
          "an endpoint with https needs --tls-certificate and --tls-key");
    }
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(pem.certificate().toAbsolutePath().toString())
                .setKeyPath(pem.key().toAbsolutePath().toString()));
    if (pem.clients() != null) {
      options
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(
              new PemTrustOptions().addCertPath(pem.clients().toAbsolutePath().toString()));
    }
    return options;
  }

  private Future<Void> open() {
    stalls.start(vertx);
    vertx.setPeriodic(HAND_OVER_MILLIS, timer -> ledger.handOver());
    vertx.setPeriodic(CLOCK_MILLIS, timer -> followClock());
    Future<Void> all = control.open(vertx, settings.control());
    for (Door door : doors.values()) {
      all = all.compose(opened -> door.open());
    }
    return all;
  }

  /** A step of the system's clock is noted like a stall: instants around it prove nothing. */
  private void followClock() {
    long before = clock.micros();
    long step = clock.follow();
    if (step != 0) {
      long now = clock.micros();
      ledger.stalled(
          Math.min(before, now) - CLOCK_MILLIS * 1_000, Math.max(before, now), "clock step");
    }
  }

  private void ledgerFailed(IOException e) {
    System.err.println("simulator: the ledger cannot be written: " + e);
    ended.complete(1);
  }

  Map<String, Institution> institutions() {
    return institutions;
  }

  ArrivalLedger ledger() {
    return ledger;
  }

  StallWatch stalls() {
    return stalls;
  }

  /** Puts an institution into a mood, and opens or shuts its doors as the mood wants. */
  Future<Void> mood(Institution institution, Mood mood) {
    institution.mood(mood);
    Future<Void> all = Future.succeededFuture();
    for (Door door : doorsOf.getOrDefault(institution.code(), List.of())) {
      boolean down =
          door.entrances().stream()
              .allMatch(entrance -> entrance.institution().mood().kind() == Mood.Kind.DOWN);
      all = all.compose(done -> down ? door.close() : door.open());
    }
    return all;
  }

  /** Base addresses of an institution's endpoints, in the order of its policy. */
  public List<URI> addresses(String institution) {
    Institution known = institutions.get(institution);
    List<Endpoint> endpoints = known == null ? List.of() : known.policy().endpoints();
    List<Door> own = doorsOf.getOrDefault(institution, List.of());
    List<URI> addresses = new ArrayList<>();
    for (int i = 0; i < endpoints.size(); i++) {
      URI url = endpoints.get(i).url();
      String path = url.getRawPath() == null ? "" : url.getRawPath();
      addresses.add(
          URI.create(url.getScheme() + "://" + url.getHost() + ":" + own.get(i).port() + path));
    }
    return addresses;
  }

  /** Base address of the control interface. */
  public URI control() {
    return URI.create("http://127.0.0.1:" + control.port());
  }

  private void writeAddresses(Path file) throws IOException {
    JsonObject all = new JsonObject();
    for (String code : institutions.keySet()) {
      all.put(code, new JsonArray(addresses(code).stream().map(URI::toString).toList()));
    }
    JsonObject json =
        new JsonObject().put("control", control().toString()).put("institutions", all);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, json.encodePrettily() + "\n");
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Ends the simulation, as if by a signal. */
  void stop() {
    ended.complete(0);
  }

  /** Waits until it is told to stop; returns the exit code. */
  int untilStopped() throws InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody completes it so", e);
    }
  }

  /** Shuts all doors and writes the ledger to its end. */
  @Override
  public synchronized void close() throws IOException {
    ended.complete(0);
    if (shut) {
      return;
    }
    shut = true;
    try {
      await(
          onLoop(
              vertx,
              () -> {
                Future<Void> all = Future.succeededFuture();
                for (Door door : doors.values()) {
                  all = all.compose(done -> door.close());
                }
                return all;
              }));
      await(vertx.close());
    } finally {
      ledger.close();
    }
  }

  /** Runs something on the event loop; there is only one. */
  static Future<Void> onLoop(Vertx vertx, Callable<Future<Void>> work) {
    Promise<Void> done = Promise.promise();
    vertx
        .getOrCreateContext()
        .runOnContext(
            run -> {
              try {
                work.call().onComplete(done);
              } catch (Exception e) {
                done.fail(e);
              }
            });
    return done.future();
  }

  static void await(Future<Void> future) throws IOException {
    try {
      future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(cause == null ? "no cause" : String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException("nothing after " + START_SECONDS + " s", e);
    }
  }
}
