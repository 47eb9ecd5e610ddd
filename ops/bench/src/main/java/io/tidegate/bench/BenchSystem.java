package io.tidegate.bench;

import io.tidegate.messages.Messages;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Topics;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole system of real processes whose minutes a bench commands: institutions and consents are
 * put into the database, minute commands into Kafka, as a scheduler would. Its own scheduler knows
 * none of these institutions and plans nothing.
 */
final class BenchSystem implements AutoCloseable {
  private final Path folder;
  private final Standalone system;
  private final HttpClient http = HttpClient.newHttpClient();

  private BenchSystem(Path folder, Standalone system) {
    this.folder = folder;
    this.system = system;
  }

  /**
   * Starts a system in a folder of its own.
   *
   * @param environment settings of its processes, such as {@code TIDEGATE_PIPELINE_EVENTLOOPS}
   */
  static BenchSystem start(Map<String, String> environment, Consumer<String> say)
      throws IOException {
    Path folder = Files.createTempDirectory("tidegate-bench");
    Path institutions = Files.createDirectory(folder.resolve("institutions"));
    Standalone system =
        Standalone.on(
            new StandaloneSettings(
                folder.resolve("data"),
                institutions,
                Optional.empty(),
                Optional.empty(),
                1,
                environment),
            say);
    BenchSystem whole = new BenchSystem(folder, system);
    try {
      system.start();
      return whole;
    } catch (IOException e) {
      whole.close();
      throw e;
    }
  }

  /** Where a bench may put its own files; it goes with the system. */
  Path folder() {
    return folder;
  }

  Connection connection() throws SQLException {
    return system.database().owner().getConnection();
  }

  /** Makes an institution with a policy; its number. */
  int institution(String code, String policy) throws SQLException {
    try (Connection connection = connection();
        PreparedStatement row =
            connection.prepareStatement(
                """
                WITH made AS (
                  INSERT INTO institution (code, name, zone) VALUES (?, 'Bench', 'UTC') RETURNING id)
                SELECT id FROM made
                """);
        PreparedStatement version =
            connection.prepareStatement(
                "INSERT INTO policy_version VALUES (?, 1, ?, '2026-01-01T00:00:00Z')")) {
      row.setString(1, code);
      int id = number(row);
      version.setInt(1, id);
      version.setString(2, policy);
      version.executeUpdate();
      return id;
    }
  }

  /** Gives an institution users, in ring order, as an import would. */
  void consents(int institution, int users) throws SQLException {
    try (Connection connection = connection();
        PreparedStatement rows =
            connection.prepareStatement(
                """
                INSERT INTO consent (institution_id, ring_key, eligible_from, user_id)
                SELECT ?, ring_key('u-' || i), now() - interval '1 day', 'u-' || i
                  FROM generate_series(1, ?) AS i
                 ORDER BY 2
                """);
        PreparedStatement count = connection.prepareStatement("SELECT ring_recount(?)")) {
      rows.setInt(1, institution);
      rows.setInt(2, users);
      rows.executeUpdate();
      count.setInt(1, institution);
      count.execute();
    }
  }

  /** Runs statements one by one, each in a transaction of its own. */
  void sql(String... statements) throws SQLException {
    try (Connection connection = connection();
        java.sql.Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The number that a query answers. */
  long count(String sql) throws SQLException {
    try (Connection connection = connection();
        PreparedStatement query = connection.prepareStatement(sql);
        ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static int number(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** Sends commands as the scheduler does; returns when the broker has them. */
  void send(Collection<MinuteCommand> commands) throws IOException {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, system.kafka()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (MinuteCommand command : commands) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    Topics.MINUTE_COMMANDS,
                    command.institution() + "/" + command.lane(),
                    Messages.write(command))));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("Kafka does not take a command", e.getCause());
    }
  }

  /** What the worker says of its minute. */
  JsonNode pipeline() throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(system.worker(1).resolve("/v1/pipeline"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return new JsonMapper()
          .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Waits until an instant; hears each second what the worker says, and keeps its last word. */
  void listenUntil(Instant until, Map<String, JsonNode> last) throws IOException, SQLException {
    for (Instant now = now(); now.isBefore(until); now = now()) {
      for (JsonNode row : pipeline().path("institutions")) {
        last.put(row.path("institution").asString(), row);
      }
      long left = Duration.between(now, until).toNanos();
      awaitEndOfWorker(Math.min(TimeUnit.SECONDS.toNanos(1), left));
    }
  }

  /** Waits so long; a worker that ends meanwhile is no measurement. */
  private void awaitEndOfWorker(long nanos) throws IOException {
    try {
      worker().onExit().get(nanos, TimeUnit.NANOSECONDS);
      throw new IOException("the worker has ended");
    } catch (TimeoutException e) {
      // As it should be: it is still there.
    } catch (ExecutionException e) {
      throw new IOException("the worker cannot be waited for", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The worker's process. */
  ProcessHandle worker() {
    ProcessHandle process = system.workerProcess(1);
    if (process == null) {
      throw new IllegalStateException("the worker is gone");
    }
    return process;
  }

  /** The head of PostgreSQL's processes. */
  ProcessHandle postgres() throws IOException, SQLException {
    long pid = count("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint");
    return ProcessHandle.of(pid).orElseThrow(() -> new IOException("PostgreSQL is gone"));
  }

  /** The database's time: the clock that paces. */
  Instant now() throws SQLException {
    long micros = count("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
    return Instant.EPOCH.plusNanos(micros * 1_000);
  }

  @Override
  public void close() throws IOException {
    http.close();
    system.close();
    Folders.remove(folder);
  }
}
