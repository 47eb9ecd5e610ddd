package io.tidegate.bench;

import io.tidegate.messages.Messages;
import io.tidegate.messages.MinuteCommand;
import io.tidegate.messages.Topics;
import io.tidegate.standalone.Standalone;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
 * put into the database, minute commands into Kafka, as a scheduler would. Its own scheduler plans
 * nothing.
 */
final class BenchSystem implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final BenchFolder folder;
  private final Standalone system;
  private final HttpClient http = HttpClient.newHttpClient();

  private BenchSystem(BenchFolder folder, Standalone system) {
    this.folder = folder;
    this.system = system;
  }

  /**
   * Starts a system in a folder of its own.
   *
   * @param environment settings of its processes, such as {@code TIDEGATE_PIPELINE_IOTHREADS}
   */
  static BenchSystem start(Map<String, String> environment, Consumer<String> say)
      throws IOException {
    BenchFolder folder = BenchFolder.make();
    try {
      return new BenchSystem(folder, folder.start(environment, say));
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  /** Where a bench may put its own files; it goes with the system. */
  Path folder() {
    return folder.path();
  }

  BenchDatabase database() {
    return new BenchDatabase(system.database());
  }

  /**
   * Makes an institution whose policy is in force only in another century: the scheduler plans
   * nothing for it, and a worker takes the version that its command names.
   */
  BenchInstitution institution(BenchPolicy policy) throws SQLException {
    try (Connection connection = database().owner().getConnection();
        PreparedStatement row =
            connection.prepareStatement(
                "INSERT INTO institution (code, name, zone) VALUES (?, 'Bench', 'UTC') RETURNING"
                    + " id");
        PreparedStatement version =
            connection.prepareStatement(
                "INSERT INTO policy_version VALUES (?, 1, ?, '2100-01-01T00:00:00Z')")) {
      row.setString(1, policy.code());
      int id = number(row);
      version.setInt(1, id);
      version.setString(2, policy.text());
      version.executeUpdate();
      return new BenchInstitution(id, policy);
    }
  }

  /** Gives an institution users, in ring order, as an import would. */
  void consents(BenchInstitution institution, int users) throws SQLException {
    try (Connection connection = database().owner().getConnection();
        PreparedStatement rows =
            connection.prepareStatement(
                """
                INSERT INTO consent (institution_id, ring_key, eligible_from, user_id)
                SELECT ?, ring_key('u-' || i), now() - interval '1 day', 'u-' || i
                  FROM generate_series(1, ?) AS i
                 ORDER BY 2
                """);
        PreparedStatement count = connection.prepareStatement("SELECT ring_recount(?)")) {
      rows.setInt(1, institution.id());
      rows.setInt(2, users);
      rows.executeUpdate();
      count.setInt(1, institution.id());
      count.execute();
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
  private JsonNode pipeline() throws IOException {
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

  /** Waits until an instant; hears each second what the worker says. */
  void listenUntil(Instant until, WorkersWord word) throws IOException, SQLException {
    for (Instant now = now(); now.isBefore(until); now = now()) {
      word.hear(pipeline());
      Duration left = Duration.between(now, until);
      pass(left.compareTo(SECOND) < 0 ? left : SECOND);
    }
  }

  /** Lets so much time pass; a worker that ends meanwhile is no measurement. */
  void pass(Duration time) throws IOException {
    Lasting.pass(time, "the worker", workersProcess().onExit());
  }

  /** What the worker has used so far. */
  Usage worker() throws IOException {
    return new Usage(ProcessTime.ofProcess(workersProcess()), 0, 0);
  }

  /** What Kafka's broker has used so far. */
  Usage kafka() throws IOException {
    String pid = Files.readString(folder.path().resolve("data/kafka/pid")).strip();
    ProcessHandle broker =
        ProcessHandle.of(Long.parseLong(pid))
            .orElseThrow(() -> new IOException("the broker is gone"));
    return new Usage(ProcessTime.ofProcess(broker), 0, 0);
  }

  private ProcessHandle workersProcess() {
    ProcessHandle process = system.workerProcess(1);
    if (process == null) {
      throw new IllegalStateException("the worker is gone");
    }
    return process;
  }

  /** The database's time: the clock that paces. */
  Instant now() throws SQLException {
    long micros =
        database().count("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
    return Instant.EPOCH.plusNanos(micros * 1_000);
  }

  @Override
  public void close() throws IOException {
    http.close();
    system.close();
    folder.close();
  }
}
