package io.tidegate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

class SurvivalTest {
  private static final PostgresSettings SMALL = new PostgresSettings(32, 20, "UTC");
  private static final Duration BOUND = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereAfterTheOwnerWasKilledAndNoServerIsLeft() throws Exception {
    Process owner = owner();
    String[] ready = readyLine(owner).split(" ", -1);
    ProcessHandle postgres = ProcessHandle.of(Long.parseLong(ready[1])).orElseThrow();
    ProcessHandle kafka = ProcessHandle.of(Long.parseLong(ready[2])).orElseThrow();
    insert(port(folder.resolve("postgres").resolve("port")), password());
    send(ready[3]);

    owner.destroyForcibly();

    assertThat(Sessions.gone(owner.toHandle(), BOUND)).isTrue();
    assertThat(Sessions.gone(kafka, BOUND)).as("the broker ended with its owner").isTrue();
    assertThat(Sessions.gone(postgres, BOUND)).as("PostgreSQL ended with its owner").isTrue();
    try (var again = PostgresServer.start(folder.resolve("postgres"), SMALL);
        var broker = KafkaBroker.start(folder.resolve("kafka"), 128)) {
      assertThat(count(again)).isEqualTo(1000);
      assertThat(records(broker.bootstrapServers())).isEqualTo(1000);
    }
  }

  @Test
  void rowsSurviveTheKillingOfPostgresItself() throws Exception {
    try (var server = PostgresServer.start(folder.resolve("postgres"), SMALL)) {
      insert(server.port(), server.password());
      Sessions.kill(server.process());
      server.gone().get(1, TimeUnit.MINUTES);
    }
    try (var again = PostgresServer.start(folder.resolve("postgres"), SMALL)) {
      assertThat(count(again)).isEqualTo(1000);
    }
  }

  /** As in the middle of an fsync: nobody tells it that its server is dead. */
  @Test
  void aServerWaitsForASessionThatOutlivesItsKilledServer() throws Exception {
    Path home = folder.resolve("postgres");
    CompletableFuture<PostgresServer> again;
    try (var server = PostgresServer.start(home, SMALL);
        Connection session = server.owner("postgres").getConnection()) {
      int pid = session.unwrap(PGConnection.class).getBackendPID();
      signal("STOP", pid);
      try {
        Sessions.kill(server.process());
        server.gone().get(1, TimeUnit.MINUTES);
        again = CompletableFuture.supplyAsync(() -> started(home));
        long began = System.nanoTime();
        while (!Files.readString(home.resolve("postgres.log")).contains("is still in use")) {
          assertThat(System.nanoTime() - began).isLessThan(BOUND.toNanos());
        }
      } finally {
        signal("CONT", pid);
      }
    }
    try (PostgresServer started = again.get(1, TimeUnit.MINUTES)) {
      assertThat(started.process().isAlive()).isTrue();
    }
  }

  private static PostgresServer started(Path home) {
    try {
      return PostgresServer.start(home, SMALL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(String name, int pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, Integer.toString(pid)).start().waitFor())
        .isZero();
  }

  @Test
  void aServerThatStillRunsOnTheFolderIsStoppedFirst() throws Exception {
    var postgres = PostgresServer.start(folder.resolve("postgres"), SMALL);
    insert(postgres.port(), postgres.password());
    var kafka = KafkaBroker.start(folder.resolve("kafka"), 128);
    int port = postgres.port();
    String bootstrap = kafka.bootstrapServers();
    try (var again = PostgresServer.start(folder.resolve("postgres"), SMALL);
        var broker = KafkaBroker.start(folder.resolve("kafka"), 128)) {
      assertThat(postgres.process().isAlive()).isFalse();
      assertThat(kafka.process().isAlive()).isFalse();
      assertThat(again.port()).isEqualTo(port);
      assertThat(broker.bootstrapServers()).isEqualTo(bootstrap);
      assertThat(count(again)).isEqualTo(1000);
    }
  }

  @Test
  void aPidThatBelongsToSomebodyElseIsLeftAlone() throws Exception {
    try (var server = PostgresServer.start(folder.resolve("postgres"), SMALL)) {
      Sessions.kill(server.process());
    }
    Path pidFile = folder.resolve("postgres/data/postmaster.pid");
    List<String> lines = Files.readAllLines(pidFile);
    lines.set(0, Long.toString(ProcessHandle.current().pid()));
    Files.write(pidFile, lines);
    try (var again = PostgresServer.start(folder.resolve("postgres"), SMALL)) {
      assertThat(again.process().isAlive()).isTrue();
    }
  }

  @Test
  void aBrokerTakesOtherPortsWhenItsOwnAreTaken() throws Exception {
    String before;
    try (var broker = KafkaBroker.start(folder.resolve("kafka"), 128)) {
      before = broker.bootstrapServers();
      send(before);
    }
    Path ports = folder.resolve("kafka/ports");
    try (var first = new ServerSocket();
        var second = new ServerSocket()) {
      List<String> taken = Files.readAllLines(ports);
      first.bind(loopback(taken.get(0)));
      second.bind(loopback(taken.get(1)));
      try (var broker = KafkaBroker.start(folder.resolve("kafka"), 128)) {
        assertThat(broker.bootstrapServers()).isNotEqualTo(before);
        assertThat(records(broker.bootstrapServers())).isEqualTo(1000);
      }
    }
  }

  @Test
  void theDatabaseAsksForThePassword() throws Exception {
    try (var server = PostgresServer.start(folder.resolve("postgres"), SMALL)) {
      assertThat(folder.resolve("postgres").toFile())
          .satisfies(home -> assertThat(Files.getPosixFilePermissions(home.toPath())).hasSize(3));
      assertThatThrownBy(() -> connect(server.port(), "guess").close())
          .hasMessageContaining("password authentication failed");
    }
  }

  private Process owner() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            Owner.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String readyLine(Process owner) throws IOException {
    BufferedReader out = owner.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith("ready ")) {
      line = out.readLine();
    }
    return Objects.requireNonNull(line, "the owner ended before it was ready");
  }

  private static InetSocketAddress loopback(String port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }

  private static int port(Path record) throws IOException {
    return Integer.parseInt(Files.readString(record).strip());
  }

  private String password() throws IOException {
    return Files.readString(folder.resolve("postgres/password")).strip();
  }

  private static Connection connect(int port, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresServer.USER, password);
  }

  private static void insert(int port, String password) throws SQLException {
    try (Connection connection = connect(port, password);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
    }
  }

  private static int count(PostgresServer server) throws SQLException {
    try (Connection connection = server.owner("postgres").getConnection();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM kept")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void send(String bootstrap) throws Exception {
    KafkaTopics.create(bootstrap, List.of(new KafkaTopics.Topic("kept", 2, Duration.ofHours(1))));
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      for (int i = 0; i < 1000; i++) {
        var _ = producer.send(new ProducerRecord<>("kept", "key" + i, "value" + i));
      }
      producer.flush();
    }
  }

  private static long records(String bootstrap) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrap),
            new StringDeserializer(),
            new StringDeserializer())) {
      var partitions = List.of(new TopicPartition("kept", 0), new TopicPartition("kept", 1));
      return consumer.endOffsets(partitions, BOUND).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }
}
