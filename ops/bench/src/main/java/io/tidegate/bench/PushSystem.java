package io.tidegate.bench;

import io.tidegate.standalone.SimulatedPushServices;
import io.tidegate.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A system of real processes with a push-worker, and push services that answer at once. */
final class PushSystem implements AutoCloseable {
  private static final int KEPT = 10_000;

  private final BenchFolder folder;
  private final SimulatedPushServices services;
  private final Standalone system;

  private PushSystem(BenchFolder folder, SimulatedPushServices services, Standalone system) {
    this.folder = folder;
    this.services = services;
    this.system = system;
  }

  /**
   * Starts one in a folder of its own.
   *
   * @param more settings of push-worker
   */
  static PushSystem start(Map<String, String> more, Consumer<String> say) throws IOException {
    BenchFolder folder = BenchFolder.make();
    SimulatedPushServices services =
        SimulatedPushServices.start(
            folder.path().resolve("push-services"), List.of("--kept", Integer.toString(KEPT)));
    Map<String, String> settings = new HashMap<>(services.settings());
    settings.putAll(more);
    try {
      return new PushSystem(
          folder, services, folder.start(Map.of(), system -> prepare(system, settings), say));
    } catch (IOException e) {
      services.close();
      folder.close();
      throw e;
    }
  }

  private static void prepare(Standalone system, Map<String, String> settings) {
    system.withPushWorker();
    system.settingsOf(Standalone.PUSH, settings);
  }

  Standalone system() {
    return system;
  }

  SimulatedPushServices services() {
    return services;
  }

  BenchDatabase database() {
    return new BenchDatabase(system.database());
  }

  /** Push-worker's process. */
  ProcessHandle worker() {
    return Objects.requireNonNull(system.pushWorkerProcess(), "push-worker is gone");
  }

  /** What everybody has used so far. */
  Spent spent() throws IOException, SQLException {
    String broker = Files.readString(folder.path().resolve("data/kafka/pid")).strip();
    return new Spent(
        ProcessTime.ofProcess(worker()),
        ProcessTime.ofFamily(database().server()),
        ProcessTime.ofProcess(process(Long.parseLong(broker))),
        ProcessTime.ofProcess(services.process()),
        database().count("SELECT pg_current_wal_lsn() - '0/0'"));
  }

  /**
   * Seconds of processor time, and bytes of PostgreSQL's log.
   *
   * @param services the push services' own
   */
  record Spent(double worker, double postgres, double kafka, double services, long wal) {
    Spent since(Spent before) {
      return new Spent(
          worker - before.worker,
          postgres - before.postgres,
          kafka - before.kafka,
          services - before.services,
          wal - before.wal);
    }
  }

  private static ProcessHandle process(long pid) throws IOException {
    return ProcessHandle.of(pid).orElseThrow(() -> new IOException("a server is gone"));
  }

  /** Lets so much time pass; a push-worker that ends meanwhile is no measurement. */
  void pass(long millis) throws IOException {
    ProcessHandle worker = system.pushWorkerProcess();
    // One that is still on its way has no end yet.
    CompletableFuture<?> end = worker == null ? new CompletableFuture<>() : worker.onExit();
    Lasting.pass(Duration.ofMillis(millis), "push-worker", end);
  }

  @Override
  public void close() throws IOException {
    try {
      system.close();
    } finally {
      services.close();
      folder.close();
    }
  }
}
