package io.tidegate.simulator;

import io.tidegate.policy.Policy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that runs: its institutions, their doors, the ledger and the control interface, all
 * on one event loop.
 */
public final class Simulation implements AutoCloseable {
  private static final long HAND_OVER_MILLIS = 200;
  private static final long CLOCK_MILLIS = 1_000;

  private final Vertx vertx;
  private final Settings settings;
  private final WallClock clock;
  private final @Nullable ArrivalStamps stamps;
  private final ArrivalLedger ledger;
  private final StallWatch stalls;
  private final Map<String, Institution> institutions = new LinkedHashMap<>();
  private final Visitors visitors;
  private final Doors doors;
  private final ControlDesk control;
  private boolean shut;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  private Simulation(List<Policy> policies, Settings settings, InstantSource system)
      throws IOException {
    this.settings = settings;
    this.clock = new WallClock(system);
    this.stamps = ArrivalStamps.ofThisMachine();
    this.vertx = oneLoop(stamps);
    this.ledger = new ArrivalLedger(settings.ledger(), this::ledgerFailed);
    this.stalls =
        new StallWatch(clock, ledger, stamps == null ? StallWatch.ARRIVALS : StallWatch.ANSWERS);
    this.visitors = new Visitors(settings.patience());
    this.doors = new Doors(vertx, settings, visitors, stamps);
    this.control = new ControlDesk(this, visitors);
    for (Policy policy : policies) {
      Institution institution = new Institution(policy, settings.habits(), clock, ledger);
      institutions.put(policy.code(), institution);
      doors.furnish(institution);
    }
  }

  private static Vertx oneLoop(@Nullable ArrivalStamps stamps) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setPreferNativeTransport(true)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false));
    VertxBuilder builder = Vertx.builder().with(options);
    return (stamps == null ? builder : builder.withTransport(stamps.transport())).build();
  }

  /**
   * Starts institutions at the addresses that their policies name, which must be this machine's
   * own: see {@link Doors#elsewhere}.
   *
   * @throws IOException if the ledger exists already, or an address cannot be listened on
   */
  static Simulation start(List<Policy> policies, Settings settings, InstantSource system)
      throws IOException {
    Simulation simulation = new Simulation(policies, settings, system);
    try {
      if (settings.warmUp()) {
        new WarmUp(simulation.vertx, simulation.stamps, policies, settings.habits()).run();
      }
      EventLoop.await(EventLoop.run(simulation.vertx, simulation::open));
      if (settings.addresses() != null) {
        simulation.writeAddresses(settings.addresses());
      }
      return simulation;
    } catch (IOException e) {
      simulation.close();
      simulation.ledger.remove();
      throw e;
    }
  }

  private Future<Void> open() {
    stalls.start(vertx);
    vertx.setPeriodic(HAND_OVER_MILLIS, timer -> ledger.handOver());
    vertx.setPeriodic(CLOCK_MILLIS, timer -> followClock());
    vertx.setPeriodic(visitors.every().toMillis(), timer -> visitors.sweep());
    return control.open(vertx, settings.control()).compose(opened -> doors.open());
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
    return doors.follow(institution);
  }

  /** Base addresses of an institution's endpoints, in the order of its policy. */
  public List<URI> addresses(String institution) {
    Institution known = institutions.get(institution);
    return known == null ? List.of() : doors.addresses(known);
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
      EventLoop.await(EventLoop.run(vertx, doors::close));
      EventLoop.await(vertx.close());
    } finally {
      ledger.close();
    }
  }
}
