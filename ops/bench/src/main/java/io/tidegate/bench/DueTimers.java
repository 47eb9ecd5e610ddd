package io.tidegate.bench;

import io.tidegate.messages.Push;
import io.tidegate.messages.Topics;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Many timers due in one minute, among many more: until all their pushes are on the queue. */
@Command(
    name = "timers",
    description = {
      "Timers due in one minute, among others of the same bucket that are not (other weekdays,"
          + " other days of the month) and many more of other minutes: seconds until all their"
          + " pushes are acknowledged, CPU per timer, WAL. Real processes; push-worker has 512 MB"
          + " of heap. Beside it Quartz (JDBC store, a trigger per timer) and db-scheduler with"
          + " jobs that are due and do nothing.",
    })
final class DueTimers implements Callable<Integer> {
  /** 09:00 in Seoul on a Friday, the 27th. */
  private static final Instant DUE = Instant.parse("2026-11-27T00:00:00Z");

  /** The hour before those whose minutes have timers. */
  private static final Instant EARLIER = DUE.minusSeconds(10 * 3600);

  private static final int HEAP = 512;

  /** How long PostgreSQL may take to come back with another cache. */
  private static final Duration RESTART = Duration.ofSeconds(30);

  /** What is measured is the way to the queue; {@code bench push} measures the way from it. */
  private static final Map<String, String> NO_CHANNELS =
      Map.of("TIDEGATE_PUSH_QUEUE_ENABLED", "false");

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--due",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Timers that fall due (default: ${DEFAULT-VALUE}).")
  private int due = 1_000_000;

  @Option(
      names = "--bucket",
      paramLabel = "N",
      defaultValue = "7000000",
      description = "Timers of that minute of the day, due or not (default: ${DEFAULT-VALUE}).")
  private int bucket = 7_000_000;

  @Option(
      names = "--all",
      paramLabel = "N",
      defaultValue = "20000000",
      description = "Timers in all (default: ${DEFAULT-VALUE}).")
  private int all = 20_000_000;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "30",
      description = "Minutes that are polled before it (default: ${DEFAULT-VALUE}).")
  private int minutes = 30;

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Jobs that are due in each peer, 0 for no peers (default: ${DEFAULT-VALUE}).")
  private int peers = 20_000;

  @Option(
      names = "--cache",
      paramLabel = "MB",
      defaultValue = "0",
      description =
          "PostgreSQL's shared buffers, 0 for what `tidegate up` gives it (default:"
              + " ${DEFAULT-VALUE}).")
  private int cache;

  @Override
  public Integer call() throws IOException, SQLException {
    if (minutes < 0 || minutes > TimerLoad.OTHER_MINUTES || peers < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--minutes must be 0 to %d and --peers 0 or more".formatted(TimerLoad.OTHER_MINUTES));
    }
    TimerLoad load = load();
    Report report = new Report("timers", spec.commandLine().getOut(), spec.commandLine().getErr());
    Path folder = Files.createTempDirectory("tidegate-bench");
    StandaloneSettings settings =
        new StandaloneSettings(
            folder.resolve("data"),
            Files.createDirectory(folder.resolve("institutions")),
            Optional.empty(),
            Optional.empty(),
            1,
            NO_CHANNELS);
    try (Standalone system = Standalone.on(settings, report::row)) {
      system.withPushWorker();
      system.start();
      if (cache > 0) {
        enlargeCache(system);
      }
      load(system, load, report);
      begin(system);
      warm(system, report);
      measure(system, report);
      if (peers > 0) {
        TimerPeers.measure(system, peers, report);
      }
    } finally {
      Folders.remove(folder);
    }
    return ExitCode.OK;
  }

  /** Gives PostgreSQL its cache; returns when it is back. */
  private void enlargeCache(Standalone system) throws IOException, SQLException {
    TimerLoad.run(system.database(), "ALTER SYSTEM SET shared_buffers = '%dMB'".formatted(cache));
    ProcessHandle before =
        Objects.requireNonNull(system.parts().process(Standalone.POSTGRES), "PostgreSQL is gone");
    system.parts().restart(Standalone.POSTGRES);
    before.onExit().join();
    long began = System.nanoTime();
    while (true) {
      try {
        count(system, "SELECT 1");
        return;
      } catch (SQLException e) {
        if (System.nanoTime() - began > RESTART.toNanos()) {
          throw e;
        }
        awaitEnd(process(system));
      }
    }
  }

  private TimerLoad load() {
    try {
      return new TimerLoad(due, bucket, all);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void load(Standalone system, TimerLoad load, Report report)
      throws SQLException, IOException {
    report.row(
        String.format(
            Locale.ROOT,
            "loading %,d timers, %,d of them at 09:00, %,d due; some %,d due in each minute before",
            all,
            bucket,
            due,
            load.dueInOther()));
    long began = System.nanoTime();
    stop(system, EARLIER);
    load.fill(system.database());
    report.row(String.format(Locale.ROOT, "loaded in %.0f s", (System.nanoTime() - began) / 1e9));
  }

  private void begin(Standalone system) throws SQLException {
    TimerLoad.run(
        system.database(),
        "UPDATE timer_progress SET begun_minute = '%s'"
            .formatted(DUE.minusSeconds(60L * (minutes + 1))),
        "DELETE FROM timer_span");
  }

  /** The minutes before, as in life: nobody begins with the busiest. */
  private void warm(Standalone system, Report report) throws IOException, SQLException {
    long began = System.nanoTime();
    for (int before = minutes; before > 0; before--) {
      pass(system, DUE.minusSeconds(60L * before));
    }
    report.row(
        String.format(
            Locale.ROOT,
            "%d minutes before it, %.2f s each",
            minutes,
            (System.nanoTime() - began) / 1e9 / Math.max(1, minutes)));
  }

  private void measure(Standalone system, Report report) throws IOException, SQLException {
    TimerLoad.run(system.database(), "CHECKPOINT");
    long queued = queued(system);
    Usage worker = worker(system);
    Usage postgres = postgres(system);
    double busy = MachineTime.busy();
    double seconds = pass(system, DUE);
    double cores = (MachineTime.busy() - busy) / seconds;
    double workerCpu = worker(system).since(worker).of(due).microsEach();
    Usage used = postgres(system).since(postgres).of(due);
    long pushes = queued(system) - queued;
    double memory = ResidentMemory.megabytes(process(system));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peer", "tidegate");
    figures.put("timers_due", due);
    figures.put("timers_in_bucket", bucket);
    figures.put("timers_in_all", all);
    figures.put("pushes", pushes);
    figures.put("seconds", Report.rounded(seconds, 2));
    figures.put("timers_per_s", Math.round(due / seconds));
    figures.put("worker_us_per_timer", Report.rounded(workerCpu, 1));
    figures.put("postgres_us_per_timer", Report.rounded(used.microsEach(), 1));
    figures.put("cores_busy", Report.rounded(cores, 2));
    figures.put("wal_bytes_per_timer", Report.rounded(used.bytesEach(), 2));
    figures.put("heap_mb", HEAP);
    figures.put("worker_resident_mb", Math.round(memory));
    report.line("one minute", figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%-12s %,9.0f timers/s: %,d due, %,d pushes in %.2f s; µs of CPU each: push-worker"
                + " %.1f, PostgreSQL %.1f; %.2f cores busy; WAL %.2f B each; push-worker %.0f MB"
                + " with a heap of %d MB",
            "tidegate",
            due / seconds,
            due,
            pushes,
            seconds,
            workerCpu,
            used.microsEach(),
            cores,
            used.bytesEach(),
            memory,
            HEAP));
  }

  /** A minute comes and is polled; answers in how many seconds. */
  private static double pass(Standalone system, Instant minute) throws IOException, SQLException {
    // One connection: to log in costs both sides some milliseconds each time.
    try (Connection connection = system.database().owner().getConnection();
        PreparedStatement behind =
            connection.prepareStatement(
                """
                SELECT count(*) FROM timer_progress p WHERE begun_minute < '%s'
                  OR EXISTS (SELECT FROM timer_span s WHERE s.shard = p.shard)
                """
                    .formatted(minute))) {
      long began = System.nanoTime();
      stop(system, minute);
      while (count(behind) > 0) {
        awaitEnd(process(system));
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /**
   * The poll's clock stands near the end of a minute: so it looks ten times a second for the next.
   */
  private static void stop(Standalone system, Instant minute) throws SQLException {
    TimerLoad.run(
        system.database(),
        """
        CREATE OR REPLACE FUNCTION timer_now() RETURNS timestamptz LANGUAGE sql VOLATILE
        RETURN timestamptz '%s'
        """
            .formatted(minute.plusMillis(59_900)));
  }

  /** Looks again after 20 ms; a worker that ends meanwhile is no measurement. */
  private static void awaitEnd(ProcessHandle worker) throws IOException {
    try {
      worker.onExit().get(20, TimeUnit.MILLISECONDS);
      throw new IOException("push-worker has ended");
    } catch (TimeoutException e) {
      // As it should be: it is still there.
    } catch (ExecutionException e) {
      throw new IOException("push-worker cannot be waited for", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static ProcessHandle process(Standalone system) {
    return Objects.requireNonNull(system.pushWorkerProcess(), "push-worker is gone");
  }

  private static Usage worker(Standalone system) throws IOException {
    return new Usage(ProcessTime.ofProcess(process(system)), 0, 0);
  }

  /** PostgreSQL with all its sessions. */
  static Usage postgres(Standalone system) throws IOException, SQLException {
    ProcessHandle server =
        Objects.requireNonNull(system.parts().process(Standalone.POSTGRES), "PostgreSQL is gone");
    long wal = count(system, "SELECT pg_current_wal_insert_lsn() - '0/0'");
    return new Usage(ProcessTime.ofFamily(server), wal, 0);
  }

  /** How many pushes the topic has had. */
  private static long queued(Standalone system) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", system.kafka()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Push.CHANNELS.stream()
              .flatMap(channel -> consumer.partitionsFor(Topics.pushes(channel)).stream())
              .map(DueTimers::partition)
              .toList();
      return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private static TopicPartition partition(PartitionInfo one) {
    return new TopicPartition(one.topic(), one.partition());
  }

  private static long count(Standalone system, String sql) throws SQLException {
    try (Connection connection = system.database().owner().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      return count(statement);
    }
  }

  private static long count(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
