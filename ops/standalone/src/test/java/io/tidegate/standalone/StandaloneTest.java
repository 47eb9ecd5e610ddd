package io.tidegate.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole systems, with all their processes. */
class StandaloneTest {
  @TempDir static Path programs;
  @TempDir Path folder;
  private Path data;
  private Path institutions;

  @BeforeAll
  static void assemble() throws IOException {
    BuiltPrograms.assemble(programs);
  }

  @BeforeEach
  void folders() throws IOException {
    data = folder.resolve("data");
    institutions = Files.createDirectory(folder.resolve("institutions"));
  }

  @Test
  void afterKillNineASecondStartGoesOnWhereTheFirstStopped() throws Exception {
    Process owner = holder();
    awaitLine(owner, "ready");
    SystemAddresses before = SystemAddresses.read(data).orElseThrow();
    List<ProcessHandle> children = owner.toHandle().descendants().toList();
    assertThat(children).hasSizeGreaterThanOrEqualTo(4);
    makeTable(before.postgres());
    sendBodies(before.kafka());

    owner.destroyForcibly().waitFor();

    try (Standalone system = Standalone.on(settings(), line -> {})) {
      system.start();
      assertThat(children).allSatisfy(StandaloneTest::ends);
      assertThat(keptTables(system.database())).isEqualTo(1);
      assertThat(bodies(system.kafka())).isEqualTo(100);
      assertThat(health(system.scheduler())).isEqualTo(200);
      assertThat(health(system.worker(1))).isEqualTo(200);
      assertThat(SystemAddresses.read(data).orElseThrow().pid())
          .isEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void theSecondOfTwoIsRefusedAndTheFirstGoesOn() throws Exception {
    Process owner = holder();
    try {
      awaitLine(owner, "ready");
      assertThatThrownBy(() -> Standalone.on(settings(), line -> {}))
          .isInstanceOf(SystemRefused.class)
          .hasMessageContaining("already");
      SystemAddresses addresses = SystemAddresses.read(data).orElseThrow();
      assertThat(health(addresses.scheduler())).isEqualTo(200);
    } finally {
      List<ProcessHandle> children = owner.toHandle().descendants().toList();
      owner.destroy();
      assertThat(owner.waitFor(3, TimeUnit.MINUTES)).as("SIGTERM stops everything").isTrue();
      assertThat(children).allSatisfy(StandaloneTest::ends);
      assertThat(SystemAddresses.read(data)).as("no address is left").isEmpty();
    }
  }

  @Test
  void aProgramOrServerThatDiesIsStartedAgainAndSaidToBe() throws Exception {
    BlockingQueue<String> said = new ArrayBlockingQueue<>(1000);
    try (Standalone system = Standalone.on(settings(), said::add)) {
      system.start();
      ProcessHandle worker = Objects.requireNonNull(system.workerProcess(1));
      worker.destroyForcibly();
      awaitSaid(said, "batch-worker 1 has ended");
      awaitSaid(said, "batch-worker 1 is up again");
      SystemAddresses addresses = SystemAddresses.read(data).orElseThrow();
      assertThat(health(addresses.worker().getFirst())).isEqualTo(200);
      assertThat(system.workerProcess(1)).isNotNull().isNotEqualTo(worker);
    }
  }

  @Test
  void aDatabaseAndBrokersThatExistAreUsedAndLeftRunning() throws Exception {
    try (TestDatabase database = TestServers.database()) {
      var settings =
          new StandaloneSettings(
              data,
              institutions,
              Optional.of(new Database(database.url(), database.user(), database.password())),
              Optional.of(TestServers.kafka()),
              2,
              Map.of());
      try (Standalone system = Standalone.on(settings, line -> {})) {
        system.withPushWorker();
        system.start();
        assertThat(health(system.worker(1))).isEqualTo(200);
        assertThat(health(system.worker(2))).isEqualTo(200);
        assertThat(health(Objects.requireNonNull(system.pushWorker()))).isEqualTo(200);
        assertThat(SystemAddresses.read(data).orElseThrow().push()).isEqualTo(system.pushWorker());
        assertThat(data.resolve("push-service-token")).content().hasSize(43);
        assertThat(system.kafka()).isEqualTo(TestServers.kafka());
      }
      assertThat(data.resolve("postgres")).doesNotExist();
      assertThat(data.resolve("kafka")).doesNotExist();
      assertThat(keptTables(new Database(database.url(), database.user(), database.password())))
          .isZero();
    }
  }

  @Test
  void whyAProgramDidNotStartIsSaidInTheWordsOfItsLogWhichIsNamed() throws Exception {
    try (TestDatabase database = TestServers.database()) {
      var settings =
          new StandaloneSettings(
              data,
              institutions,
              Optional.of(new Database(database.url(), database.user(), database.password())),
              Optional.of(TestServers.kafka()),
              1,
              Map.of("TIDEGATE_RETENTION_STATISTICS", "soon"));
      try (Standalone system = Standalone.on(settings, line -> {})) {
        assertThatThrownBy(system::start)
            .isInstanceOf(IOException.class)
            .hasMessageContainingAll(
                "scheduler-app ended with exit code 1 while it started",
                data.resolve("logs").resolve("scheduler-app.log").toString(),
                "\n    Failed to bind properties under 'tidegate.retention.statistics'",
                "Value: \"soon\"");
      }
    }
  }

  @Test
  void policyFilesWithErrorsAreRefusedWithAllTheirErrorsBeforeAnythingStarts() throws IOException {
    Files.writeString(institutions.resolve("a.yaml"), "code: A\nzoen: Asia/Seoul\n");
    Files.writeString(institutions.resolve("b.yaml"), "code: [\n");
    assertThatExceptionOfType(SystemRefused.class)
        .isThrownBy(() -> Standalone.on(settings(), line -> {}))
        .withMessageContaining("nothing was started")
        .extracting(SystemRefused::errors, InstanceOfAssertFactories.LIST)
        .anySatisfy(error -> assertThat(error).asString().startsWith("a.yaml:2: zoen: found "))
        .anySatisfy(error -> assertThat(error).asString().startsWith("b.yaml:"));
    assertThat(data).doesNotExist();
  }

  private static void ends(ProcessHandle process) {
    assertThat(process.onExit()).succeedsWithin(Duration.ofMinutes(1));
  }

  private StandaloneSettings settings() {
    return StandaloneSettings.of(data, institutions);
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx192m",
            "-Dtidegate.programs=" + programs,
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            data.toString(),
            institutions.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static void awaitLine(Process process, String wanted) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.add(line);
      if (line.equals(wanted)) {
        return;
      }
    }
    throw new AssertionError("ended without saying " + wanted + ": " + lines);
  }

  private static void awaitSaid(BlockingQueue<String> said, String beginning)
      throws InterruptedException {
    String line = said.poll(3, TimeUnit.MINUTES);
    while (line != null && !line.startsWith(beginning)) {
      line = said.poll(3, TimeUnit.MINUTES);
    }
    assertThat(line).isNotNull();
  }

  private static int health(URI base) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(base.resolve("/actuator/health")).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static void makeTable(Database database) throws SQLException {
    try (Connection connection = database.owner().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept AS SELECT 1 AS n");
    }
  }

  private static int keptTables(Database database) throws SQLException {
    try (Connection connection = database.owner().getConnection();
        var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT count(*) FROM pg_tables WHERE tablename = 'kept'")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void sendBodies(String kafka) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka, "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < 100; i++) {
        var _ =
            producer.send(new ProducerRecord<>(Topics.BODIES, 0, new byte[] {1}, new byte[450]));
      }
      producer.flush();
    }
  }

  private static long bodies(String kafka) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", kafka),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partition = new TopicPartition(Topics.BODIES, 0);
      return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
  }
}
