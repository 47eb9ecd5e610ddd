package io.tidegate.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka broker (KRaft, its own controller) as a child process, on a folder that holds all of it.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private final Process process;

  private KafkaBroker(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts the broker of a folder, which is made when it is not there; ends one that a dead owner
   * left behind. Returns when it answers.
   *
   * @param heapMegabytes the broker's heap, at least 96
   * @throws IOException when it cannot start; the sentence names its log
   */
  public static KafkaBroker start(Path folder, int heapMegabytes) throws IOException {
    if (heapMegabytes < 96) {
      throw new IllegalArgumentException(
          "a heap of %d MB; a broker needs at least 96".formatted(heapMegabytes));
    }
    Path home = Folders.secured(folder);
    PidFile.stopOrphan(pid(home), properties(home).toString(), GRACE);
    int[] ports = Ports.choose(home.resolve("ports"), 2);
    if (!Files.exists(marker(home))) {
      Folders.delete(home.resolve("log")); // half formatted: nothing was ever acknowledged
    }
    Files.writeString(properties(home), BrokerSettings.properties(home, ports[0], ports[1]));
    Files.writeString(home.resolve("log4j2.properties"), BrokerSettings.LOGGING);
    long said = StartFailed.endOf(log(home));
    Process process =
        Sessions.apart(command(home, heapMegabytes))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(home).toFile()))
            .start();
    PidFile.write(pid(home), process.pid());
    var broker = new KafkaBroker(home, ports[0], process);
    broker.awaitAnswer(said);
    return broker;
  }

  /** {@code host:port}, for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The broker's process. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Completes when the broker is gone, for whatever reason. */
  public CompletableFuture<Void> gone() {
    return process.onExit().thenRun(() -> {});
  }

  /** Stops the broker in good order; killed when that takes more than half a minute. */
  @Override
  public void close() throws IOException {
    Sessions.stop(process.toHandle(), GRACE);
    Files.deleteIfExists(pid(folder));
  }

  private static Path properties(Path home) {
    return home.resolve("server.properties");
  }

  private static Path pid(Path home) {
    return home.resolve("pid");
  }

  private static Path marker(Path home) {
    return home.resolve("formatted");
  }

  private static Path log(Path home) {
    return home.resolve("kafka.log");
  }

  private static List<String> command(Path home, int heapMegabytes) throws IOException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMegabytes + "m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=4",
        "-Dlog4j2.configurationFile=" + home.resolve("log4j2.properties"),
        "-Djava.awt.headless=true",
        "-cp",
        classPath(),
        BrokerMain.class.getName(),
        properties(home).toString(),
        clusterId(home),
        marker(home).toString());
  }

  /** Our own classes, and the broker's jars, which no other process has on its class path. */
  private static String classPath() throws IOException {
    try (InputStream in = KafkaBroker.class.getResourceAsStream("broker.classpath")) {
      if (in == null) {
        throw new IOException("broker.classpath is missing: this is not a whole build");
      }
      Path own =
          Path.of(KafkaBroker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      String jars = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return own + File.pathSeparator + jars;
    } catch (URISyntaxException e) {
      throw new IOException("cannot tell where the own classes lie", e);
    }
  }

  private static String clusterId(Path home) throws IOException {
    Path file = home.resolve("cluster-id");
    if (!Files.exists(file)) {
      Folders.writeSecurely(file, Uuid.randomUuid() + "\n");
    }
    return Files.readString(file).strip();
  }

  private void awaitAnswer(long said) throws IOException {
    Map<String, Object> client =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
            20,
            AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
            20,
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            100,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) PATIENCE.toMillis(),
            // By default it begins anew without pause as long as nobody answers, on a whole core.
            AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG,
            "none");
    try (Admin admin = Admin.create(client)) {
      CompletableFuture<?> nodes =
          admin.describeCluster().nodes().toCompletionStage().toCompletableFuture();
      CompletableFuture.anyOf(nodes, process.onExit())
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.isAlive()) {
        throw new StartFailed("Kafka ended while it started", log(folder), said);
      }
    } catch (ExecutionException | TimeoutException e) {
      close();
      StartFailed failed = new StartFailed("Kafka does not answer", log(folder), said);
      failed.initCause(e);
      throw failed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IOException("interrupted while the broker started", e);
    }
  }
}
