package io.tidegate.bench;

import io.tidegate.messages.Push;
import io.tidegate.messages.Topics;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
import picocli.CommandLine.Spec;

/** Many timers due in one minute, among many more: until all their pushes are on the queue. */
@Command(
    name = "timers",
    description = {
      "Timers due in one minute, among others of the same bucket that are not (other weekdays,"
          + " other days of the month) and many more of other minutes: seconds until all their"
          + " pushes are acknowledged, CPU per timer, WAL. Real processes; push-worker has 512 MB"
          + " of heap.",
    })
final class DueTimers implements Callable<Integer> {
  /** 09:00 in Seoul on a Friday, the 27th: the clock of the poll is set to shortly before. */
  private static final String DUE = "2026-11-27 00:00:00+00";

  private static final int HEAP = 512;

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

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Report report = new Report("timers", spec.commandLine().getOut(), spec.commandLine().getErr());
    Path folder = Files.createTempDirectory("tidegate-bench");
    StandaloneSettings settings =
        new StandaloneSettings(
            folder.resolve("data"),
            Files.createDirectory(folder.resolve("institutions")),
            Optional.empty(),
            Optional.empty(),
            1,
            Map.of());
    try (Standalone system = Standalone.on(settings, report::row)) {
      system.withPushWorker();
      system.start();
      load(system, report);
      measure(system, report);
    } finally {
      Folders.remove(folder);
    }
    return ExitCode.OK;
  }

  /** Loads in random order of users, as timers that were made over years lie. */
  private void load(Standalone system, Report report) throws SQLException {
    report.row(
        String.format(
            Locale.ROOT, "loading %,d timers, %,d of them at 09:00, %,d due", all, bucket, due));
    // Poll nothing meanwhile: the clock stands before everything.
    sql(
        system,
        clock("TIMESTAMPTZ '2026-11-26 23:00:00+00'"),
        "UPDATE timer_progress SET begun_minute = '2026-11-26 23:00:00+00'",
        "DELETE FROM timer_span",
        "DROP INDEX timer_current, timer_user, timer_bucket, device_user",
        "ALTER TABLE timer DROP CONSTRAINT timer_pk",
        """
        INSERT INTO device (id, user_id, app, channel)
        SELECT gen_random_uuid(), 'user-' || i, 'bank', 'websocket' FROM generate_series(1, %d) AS i
        """
            .formatted(Math.max(1, all / 4)),
        """
        INSERT INTO timer (id, version, user_id, zone, minute, day_key, rule, first_date, title, body,
          data, ttl_seconds, holds_from)
        SELECT gen_random_uuid(), 1, 'user-' || (1 + i %% %d), 'Asia/Seoul',
          CASE WHEN i <= %d THEN 540 ELSE 541 + (i %% 800) END,
          CASE WHEN i <= %d THEN (ARRAY[0, 16, 155])[1 + i %% 3]
               WHEN i <= %d AND i %% 2 = 0 THEN 1 ELSE 129 END,
          CASE WHEN i <= %d THEN
              (ARRAY['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=FR', 'FREQ=MONTHLY;BYMONTHDAY=27'])[1 + i %% 3]
            WHEN i <= %d AND i %% 2 = 0 THEN 'FREQ=WEEKLY;BYDAY=MO' ELSE 'FREQ=MONTHLY;BYMONTHDAY=1' END,
          '2026-01-01', 'Rent', 'It is due today.', '{"account": "7"}', 3600, '2026-01-01 00:00:00+00'
        FROM generate_series(1, %d) AS i
        """
            .formatted(Math.max(1, all / 4), bucket, due, bucket, due, bucket, all),
        "ALTER TABLE timer ADD CONSTRAINT timer_pk PRIMARY KEY (id, version)",
        "CREATE UNIQUE INDEX timer_current ON timer (id) WHERE holds_until IS NULL",
        "CREATE INDEX timer_user ON timer (user_id, id)",
        """
        CREATE INDEX timer_bucket ON timer (shard, zone, minute, day_key, user_key, id, version)
          WHERE enabled AND set_aside IS NULL
        """,
        "CREATE INDEX device_user ON device (user_key, user_id) INCLUDE (id, channel, app)",
        "VACUUM ANALYZE timer",
        "VACUUM ANALYZE device",
        "CHECKPOINT");
  }

  private void measure(Standalone system, Report report)
      throws IOException, SQLException, InterruptedException {
    long queued = queued(system);
    long wal = count(system, "SELECT pg_current_wal_lsn() - '0/0'");
    double worker = ProcessTime.ofProcess(process(system));
    double postgres = ProcessTime.ofFamily(postgres(system));
    // The clock stands in the minute that is measured.
    sql(
        system,
        "UPDATE timer_progress SET begun_minute = '2026-11-26 23:59:00+00'",
        clock("TIMESTAMPTZ '%s'".formatted(DUE)));
    long began = System.nanoTime();
    while (count(
            system,
            """
            SELECT count(*) FROM timer_progress p WHERE begun_minute < '%s'
              OR EXISTS (SELECT FROM timer_span s WHERE s.shard = p.shard)
            """
                .formatted(DUE))
        > 0) {
      awaitEnd(process(system));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    long pushes = queued(system) - queued;
    double workerCpu = 1e6 * (ProcessTime.ofProcess(process(system)) - worker) / due;
    double postgresCpu = 1e6 * (ProcessTime.ofFamily(postgres(system)) - postgres) / due;
    double walEach = (double) (count(system, "SELECT pg_current_wal_lsn() - '0/0'") - wal) / due;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peer", "tidegate");
    figures.put("timers_due", due);
    figures.put("pushes", pushes);
    figures.put("seconds", Report.rounded(seconds, 2));
    figures.put("timers_per_s", Math.round(due / seconds));
    figures.put("worker_us_per_timer", Report.rounded(workerCpu, 1));
    figures.put("postgres_us_per_timer", Report.rounded(postgresCpu, 1));
    figures.put("wal_bytes_per_timer", Report.rounded(walEach, 2));
    figures.put("heap_mb", HEAP);
    report.line("one minute", figures);
    report.row(
        String.format(
            Locale.ROOT,
            "%,d due: %,d pushes in %.2f s, %,.0f timers/s; µs CPU each: push-worker %.1f,"
                + " PostgreSQL %.1f; WAL %.1f B each",
            due,
            pushes,
            seconds,
            due / seconds,
            workerCpu,
            postgresCpu,
            walEach));
  }

  private static String clock(String expression) {
    return "CREATE OR REPLACE FUNCTION timer_now() RETURNS timestamptz LANGUAGE sql VOLATILE RETURN"
        + " "
        + expression;
  }

  /** Looks again after 20 ms; a worker that ends meanwhile is no measurement. */
  private static void awaitEnd(ProcessHandle worker) throws IOException, InterruptedException {
    try {
      worker.onExit().get(20, TimeUnit.MILLISECONDS);
      throw new IOException("push-worker has ended");
    } catch (TimeoutException e) {
      // As it should be: it is still there.
    } catch (ExecutionException e) {
      throw new IOException("push-worker cannot be waited for", e.getCause());
    }
  }

  private static ProcessHandle process(Standalone system) {
    return Objects.requireNonNull(system.pushWorkerProcess(), "push-worker is gone");
  }

  private static ProcessHandle postgres(Standalone system) throws IOException, SQLException {
    long pid =
        count(system, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint");
    return ProcessHandle.of(pid).orElseThrow(() -> new IOException("PostgreSQL is gone"));
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

  private static void sql(Standalone system, String... statements) throws SQLException {
    try (Connection connection = system.database().owner().getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private static long count(Standalone system, String sql) throws SQLException {
    try (Connection connection = system.database().owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
