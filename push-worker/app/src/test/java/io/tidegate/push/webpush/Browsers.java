package io.tidegate.push.webpush;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Browsers and their push service: the npm package {@code web-push-testing}, by people who have
 * never seen our code, in a process of Node's. It is installed below {@code target} when it is not
 * there.
 */
final class Browsers implements AutoCloseable {
  private static final Path HOME = Path.of("target/web-push-counterpart");
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final URI url;

  /** A subscription as a browser hands it out. */
  record Subscription(String hash, String endpoint, String p256dh, String auth) {}

  Browsers() throws IOException, InterruptedException {
    install();
    process =
        new ProcessBuilder("node", "counterpart.js")
            .directory(HOME.toFile())
            .redirectError(HOME.resolve("errors.log").toFile())
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = Objects.requireNonNull(said.readLine(), "it ended before it said its port");
    while (!line.matches("\\d+")) { // it says something of its own first
      line = Objects.requireNonNull(said.readLine(), "it ended before it said its port");
    }
    url = URI.create("http://127.0.0.1:" + line);
  }

  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(HOME);
    for (String file : List.of("package.json", "package-lock.json", "counterpart.js")) {
      try (InputStream in =
          Objects.requireNonNull(Browsers.class.getResourceAsStream("/web-push/" + file))) {
        Files.write(HOME.resolve(file), in.readAllBytes());
      }
    }
    if (Files.exists(HOME.resolve("node_modules/.package-lock.json"))) {
      return;
    }
    Path log = HOME.resolve("install.log");
    Process npm;
    try {
      npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new IOException("npm is missing; `./tidegate test` installs it", e);
    }
    if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
      npm.destroyForcibly();
      throw new IOException("npm could not install web-push-testing: " + Files.readString(log));
    }
  }

  /** Subscribes a new browser for a server's key. */
  Subscription subscribe(String serverKey) throws IOException, InterruptedException {
    JsonNode answer =
        ask(
                "/subscribe",
                "{\"userVisibleOnly\": \"true\", \"applicationServerKey\": \"%s\"}"
                    .formatted(serverKey))
            .path("data");
    return new Subscription(
        answer.path("clientHash").asString(),
        answer.path("endpoint").asString(),
        answer.at("/keys/p256dh").asString(),
        answer.at("/keys/auth").asString());
  }

  /** What a browser got, decrypted. */
  List<String> messages(Subscription browser) throws IOException, InterruptedException {
    List<String> messages = new ArrayList<>();
    ask("/get-notifications", "{\"clientHash\": \"%s\"}".formatted(browser.hash()))
        .at("/data/messages")
        .forEach(message -> messages.add(message.asString()));
    return messages;
  }

  /** A browser's subscription ends. */
  void expire(Subscription browser) throws IOException, InterruptedException {
    ask("/expire-subscription/" + browser.hash(), "{}");
  }

  private JsonNode ask(String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    // One for each: over a connection of its pool the answer to a POST may be lost (JDK-8357639).
    try (HttpClient client = HttpClient.newHttpClient()) {
      String answer = client.send(request, BodyHandlers.ofString()).body();
      return answer.startsWith("{") ? JSON.readTree(answer) : JSON.missingNode();
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
