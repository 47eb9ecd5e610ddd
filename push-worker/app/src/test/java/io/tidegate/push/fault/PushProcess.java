package io.tidegate.push.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.embedded.Sessions;
import io.tidegate.messages.Messages;
import io.tidegate.push.PushWorker;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A push-worker in a JVM of its own: it can be killed, stopped and let go on. */
final class PushProcess implements AutoCloseable {
  private static final Pattern SOCKETS =
      Pattern.compile("sockets are accepted at 127\\.0\\.0\\.1:([0-9]+)");

  private final Process process;
  private final Path address;
  private final Path log;
  private boolean frozen;

  private PushProcess(Process process, Path address, Path log) {
    this.process = process;
    this.address = address;
    this.log = log;
  }

  /**
   * Starts one; returns when it answers.
   *
   * @param heapMegabytes the most it may use
   */
  static PushProcess start(Path folder, String name, int heapMegabytes, List<String> settings)
      throws IOException {
    Path address = folder.resolve(name + ".url");
    Path log = folder.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heapMegabytes + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // it lives for seconds
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-Dtidegate.exit-with-parent=true",
            "-Dtidegate.address-file=" + address,
            "-cp",
            classPath(),
            PushWorker.class.getName()));
    command.addAll(settings);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    PushProcess started = new PushProcess(process, address, log);
    while (!Files.exists(address)) {
      if (started.endedWithinMoment()) {
        throw new IOException("push-worker ended:\n" + Files.readString(log));
      }
    }
    return started;
  }

  /** Without the tests' own: it says what a push-worker says. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private boolean endedWithinMoment() throws IOException {
    try {
      return process.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** SIGKILL; returns when it is gone. */
  void kill() throws IOException {
    Sessions.kill(process.toHandle());
  }

  /** SIGSTOP. */
  void freeze() throws IOException {
    frozen = true;
    signal("STOP");
  }

  /** SIGCONT. */
  void thaw() throws IOException {
    frozen = false;
    signal("CONT");
  }

  private void signal(String signal) throws IOException {
    try {
      int code =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new IOException("kill -" + signal + " ended with " + code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Where a device's socket is opened. */
  URI socket(String user, UUID device) throws IOException {
    Matcher port = SOCKETS.matcher(log());
    if (!port.find()) {
      throw new IOException("it accepts no sockets:\n" + log());
    }
    return URI.create(
        "ws://127.0.0.1:%s/v1/users/%s/devices/%s/socket".formatted(port.group(1), user, device));
  }

  /** How many turns of a channel's queue have broken off. */
  long failures(String channel) throws IOException, InterruptedException {
    URI metric =
        URI.create(
            Files.readString(address)
                + "/actuator/metrics/tidegate.push.queue.failures?tag=queue:"
                + channel);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> told =
          client.send(HttpRequest.newBuilder(metric).build(), HttpResponse.BodyHandlers.ofString());
      return told.statusCode() == 404 // none yet
          ? 0
          : Messages.read(told.body().getBytes(UTF_8), JsonNode.class)
              .at("/measurements/0/value")
              .asLong();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it has said. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws IOException {
    if (frozen) {
      thaw();
    }
    Sessions.kill(process.toHandle()); // what dies in good order is tested elsewhere
  }
}
