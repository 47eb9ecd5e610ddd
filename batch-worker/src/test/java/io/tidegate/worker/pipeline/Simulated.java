package io.tidegate.worker.pipeline;

import io.tidegate.policy.PolicyReader;
import io.tidegate.simulator.Simulator;
import io.tidegate.verify.Judgement;
import io.tidegate.verify.UnreadableLedger;
import io.tidegate.verify.Verify;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Simulated institutions as a process of their own, which enforce their limits and quotas, and keep
 * the arrival ledger by which the worker is judged.
 */
final class Simulated implements AutoCloseable {

  /** A row of the arrival ledger. */
  record Arrival(String user, String call, long micros, int status) {
    boolean isSuccess() {
      return status == 200;
    }
  }

  private final Process process;
  private final Path folder;
  private final Map<String, String> policies;
  private final Map<String, Object> addresses;

  private Simulated(Process process, Path folder, Map<String, String> policies) throws IOException {
    this.process = process;
    this.folder = folder;
    this.policies = policies;
    this.addresses =
        JsonParserFactory.getJsonParser().parseMap(Files.readString(folder.resolve("at.json")));
  }

  /**
   * Starts institutions; returns when they answer.
   *
   * @param policies by code; their endpoints' ports are 1, 2, … and are chosen at the start
   */
  static Simulated start(Path folder, Map<String, String> policies) throws Exception {
    Path files = Files.createDirectories(folder.resolve("institutions"));
    for (Map.Entry<String, String> each : policies.entrySet()) {
      Files.writeString(files.resolve(each.getKey() + ".yaml"), each.getValue());
    }
    Path log = folder.resolve("simulator.log");
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Simulator.class.getName());
    command.addAll(List.of("--institutions", files.toString()));
    command.addAll(List.of("--ledger", folder.resolve("arrivals.csv").toString()));
    command.addAll(List.of("--address-file", folder.resolve("at.json").toString()));
    command.addAll(List.of("--free-ports", "--exit-with-parent"));
    command.addAll(List.of("--latency", "PT0.02S", "--paged", "0"));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    while (!Files.exists(folder.resolve("at.json"))) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the simulator ended:\n" + Files.readString(log));
      }
    }
    return new Simulated(process, folder, policies);
  }

  /** An institution's policy with the addresses at which it listens. */
  String policy(String code) {
    List<?> urls = (List<?>) ((Map<?, ?>) at("institutions")).get(code);
    String text = policies.getOrDefault(code, "");
    for (int i = 0; urls != null && i < urls.size(); i++) {
      text = text.replace("\"http://127.0.0.1:" + (i + 1) + "\"", "\"" + urls.get(i) + "\"");
    }
    return text;
  }

  private Object at(String name) {
    Object found = addresses.get(name);
    if (found == null) {
      throw new IllegalStateException("the simulator names no " + name + ": " + addresses);
    }
    return found;
  }

  /** Over a connection of its own: a pooled one may lose the answer to a POST (JDK-8357639). */
  private void flush() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(at("control") + "/v1/ledger/flush"))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.body());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the simulator does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Calls that an institution has answered so far, in the order of its answers. */
  List<Arrival> ledger(String code) {
    flush();
    try {
      return Files.readAllLines(folder.resolve("arrivals.csv")).stream()
          .skip(1)
          .map(line -> line.split(",", -1))
          .filter(row -> row[0].equals(code))
          .map(row -> new Arrival(row[1], row[2], Long.parseLong(row[5]), Integer.parseInt(row[6])))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("the ledger cannot be read", e);
    }
  }

  /** What an impartial judge says of an institution's calls. */
  Judgement.OfInstitution judged(String code) throws IOException, UnreadableLedger {
    flush();
    return Verify.by(
            policies.values().stream()
                .map(text -> PolicyReader.parse("policy.yaml", text).policies().getFirst())
                .toList(),
            List.of())
        .judge(folder.resolve("arrivals.csv"))
        .institutions()
        .stream()
        .filter(each -> each.institution().equals(code))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    process.destroy(); // ends it in good order
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
