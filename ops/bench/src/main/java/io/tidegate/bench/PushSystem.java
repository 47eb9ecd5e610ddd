package io.tidegate.bench;

import io.tidegate.standalone.SimulatedPushServices;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    Standalone system =
        Standalone.on(
            new StandaloneSettings(
                folder.path().resolve("data"),
                folder.institutions(),
                Optional.empty(),
                Optional.empty(),
                1,
                Map.of()),
            say);
    PushSystem all = new PushSystem(folder, services, system);
    try {
      Map<String, String> settings = new HashMap<>(services.settings());
      settings.putAll(more);
      system.withPushWorker();
      system.settingsOf(Standalone.PUSH, settings);
      system.start();
      return all;
    } catch (IOException e) {
      all.close();
      throw e;
    }
  }

  Standalone system() {
    return system;
  }

  SimulatedPushServices services() {
    return services;
  }

  /** Push-worker's process. */
  ProcessHandle worker() {
    return Objects.requireNonNull(system.pushWorkerProcess(), "push-worker is gone");
  }

  /** What everybody has used so far. */
  Spent spent() throws IOException, SQLException {
    long postgres = count("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint");
    String broker = Files.readString(folder.path().resolve("data/kafka/pid")).strip();
    return new Spent(
        ProcessTime.ofProcess(worker()),
        ProcessTime.ofFamily(process(postgres)),
        ProcessTime.ofProcess(process(Long.parseLong(broker))),
        ProcessTime.ofProcess(services.process()),
        count("SELECT pg_current_wal_lsn() - '0/0'"));
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
    CompletableFuture<?> end = worker == null ? new CompletableFuture<>() : worker.onExit();
    try {
      end.get(millis, TimeUnit.MILLISECONDS);
      throw new IOException("push-worker has ended");
    } catch (TimeoutException e) {
      // As it should be: it is still there, or still on its way.
    } catch (ExecutionException e) {
      throw new IOException("push-worker cannot be waited for", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  void sql(String... statements) throws SQLException {
    try (Connection connection = system.database().owner().getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  long count(String sql) throws SQLException {
    try (Connection connection = system.database().owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
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
