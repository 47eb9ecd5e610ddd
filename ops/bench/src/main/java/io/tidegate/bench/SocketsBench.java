package io.tidegate.bench;

import io.tidegate.standalone.stage.Rest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Idle WebSockets on one push-worker, and a fan-out to them. */
@Command(
    name = "sockets",
    description = {
      "Idle WebSockets at one push-worker (memory of each, whether they stay through heartbeats),"
          + " and pushes to them at a steady rate, once by a cold JVM and once by a warm one:"
          + " lateness from due to read, processor time of each. Open files must allow the sockets,"
          + " here and in push-worker: ulimit -n.",
    })
final class SocketsBench implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TICK_MILLIS = 10;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "18500",
      description =
          "Open sockets (default: ${DEFAULT-VALUE}, what 20,000 open files a process allow).")
  private int connections = 18_500;

  @Option(
      names = "--idle",
      paramLabel = "S",
      defaultValue = "40",
      description = "Seconds without a push (default: ${DEFAULT-VALUE}, longer than a heartbeat).")
  private int idle = 40;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Pushes a second (default: ${DEFAULT-VALUE}).")
  private int rate = 1_000;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "How long, each time (default: ${DEFAULT-VALUE}).")
  private int seconds = 30;

  @Override
  public Integer call() throws IOException, SQLException {
    Report report = new Report("sockets", spec.commandLine().getOut(), spec.commandLine().getErr());
    Map<String, String> settings =
        Map.of("TIDEGATE_PUSH_SOCKET_CONNECTIONS", Integer.toString(connections));
    Rest rest = new Rest();
    try (PushSystem system = PushSystem.start(settings, report::row);
        IdleDevices devices =
            new IdleDevices(system.system().pushServiceToken(), connections, MachineClock.CLOCK);
        BenchPushes pushes = new BenchPushes(system.system().kafka(), "websocket")) {
      system
          .database()
          .run(BenchPushes.register("websocket", connections), "VACUUM ANALYZE device");
      idle(system, rest, devices, report);
      for (String name : List.of("fan-out-cold", "fan-out")) {
        fanOut(name, system, devices, pushes, report);
      }
    }
    return ExitCode.OK;
  }

  private void idle(PushSystem system, Rest rest, IdleDevices devices, Report report)
      throws IOException, SQLException {
    URI sockets = Objects.requireNonNull(system.system().pushSockets());
    devices.open(socketsOf(sockets, 0, 1)); // what is loaded once is no connection's
    double heap = heap(system, rest);
    double memory = ResidentMemory.megabytes(system.worker());
    long began = System.nanoTime();
    devices.open(socketsOf(sockets, 1, connections));
    double opening = (System.nanoTime() - began) / 1e9;
    PushSystem.Spent before = system.spent();
    for (int second = 0; second < idle; second++) {
      system.pass(1_000);
    }
    double cpu = system.spent().since(before).worker() / Math.max(1, idle);
    double heapEach = 1024 * (heap(system, rest) - heap) / connections;
    double memoryEach = 1024 * (ResidentMemory.megabytes(system.worker()) - memory) / connections;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("connections", connections);
    figures.put("still_open", devices.size());
    figures.put("opened_per_s", Math.round(connections / opening));
    figures.put("idle_seconds", idle);
    figures.put("heap_kb_per_connection", Report.rounded(heapEach, 2));
    figures.put("resident_kb_per_connection", Report.rounded(memoryEach, 2));
    figures.put("worker_cores", Report.rounded(cpu, 3));
    report.line("idle", figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%,d sockets opened at %,.0f/s, %,d open after %d s; memory each: heap %.1f KB,"
                + " resident %.1f KB; push-worker used %.3f cores",
            connections,
            connections / opening,
            devices.size(),
            idle,
            heapEach,
            memoryEach,
            cpu));
    if (devices.size() < connections) {
      throw new IOException(
          "%d of %d idle sockets were closed".formatted(connections - devices.size(), connections));
    }
  }

  private static List<URI> socketsOf(URI sockets, int from, int until) {
    return IntStream.range(from, until)
        .mapToObj(
            number ->
                sockets.resolve(
                    "/v1/users/user-%d/devices/%s/socket"
                        .formatted(number, BenchPushes.device(number))))
        .toList();
  }

  /** Megabytes of the heap that are in use after a collection. */
  private static double heap(PushSystem system, Rest rest) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      new ProcessBuilder(jcmd, Long.toString(system.worker().pid()), "GC.run")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    URI worker = Objects.requireNonNull(system.system().pushWorker());
    JsonNode used =
        rest.get(worker.resolve("/actuator/metrics/jvm.memory.used?tag=area:heap"), PATIENCE);
    return used.path("measurements").path(0).path("value").asDouble() / (1 << 20);
  }

  private void fanOut(
      String name, PushSystem system, IdleDevices devices, BenchPushes pushes, Report report)
      throws IOException, SQLException {
    int all = rate * seconds;
    devices.forgetLateness();
    PushSystem.Spent before = system.spent();
    Random random = new Random(1);
    long began = System.nanoTime();
    for (int sent = 0; sent < all; ) {
      long due = Math.min(all, (System.nanoTime() - began) * rate / 1_000_000_000);
      for (; sent < due; sent++) {
        pushes.send(random.nextInt(connections), MachineClock.CLOCK.instant(), false);
      }
      system.pass(TICK_MILLIS);
    }
    pushes.flush();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while ((devices.lateMillis().size() < all || waiting(system) > 0)
        && System.nanoTime() - deadline < 0) {
      system.pass(100);
    }
    PushSystem.Spent spent = system.spent().since(before);
    Quantiles late = Quantiles.of(devices.lateMillis());
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("connections", connections);
    figures.put("per_s", rate);
    figures.put("pushes", all);
    figures.put("arrived", devices.lateMillis().size());
    figures.put("unacknowledged", waiting(system));
    figures.put("late_ms_p50", Report.rounded(late.median(), 1));
    figures.put("late_ms_p99", Report.rounded(late.at(0.99), 1));
    figures.put("late_ms_max", Report.rounded(late.at(1), 1));
    figures.put("worker_us_per_push", Report.rounded(1e6 * spent.worker() / all, 1));
    figures.put("postgres_us_per_push", Report.rounded(1e6 * spent.postgres() / all, 1));
    report.line(name, figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%s: %,d pushes at %,d/s: %,d arrived, %,d not acknowledged; late p50 %.0f, p99 %.0f,"
                + " max %.0f ms; µs CPU each: push-worker %.0f, PostgreSQL %.0f",
            name,
            all,
            rate,
            devices.lateMillis().size(),
            waiting(system),
            late.median(),
            late.at(0.99),
            late.at(1),
            1e6 * spent.worker() / all,
            1e6 * spent.postgres() / all));
  }

  private static long waiting(PushSystem system) throws SQLException {
    return system.database().count("SELECT count(*) FROM waiting_push");
  }
}
