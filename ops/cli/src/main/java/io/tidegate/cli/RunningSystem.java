package io.tidegate.cli;

import io.tidegate.standalone.SystemAddresses;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The option {@code --data} and the system that runs on that folder; mixed into commands. */
final class RunningSystem {
  /** Where {@code up} keeps everything unless it is told otherwise. */
  static final Path USUAL_FOLDER = Path.of("data");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the running system (default: ./data).")
  private Path dataFolder = USUAL_FOLDER;

  /** The system on a folder that this process knows without an option. */
  static RunningSystem on(Path dataFolder) {
    RunningSystem system = new RunningSystem();
    system.dataFolder = dataFolder;
    return system;
  }

  /** Its data folder. */
  Path folder() {
    return dataFolder;
  }

  /** Base URL of scheduler-app. */
  URI scheduler() {
    return addresses().scheduler();
  }

  /** Base URL of a batch-worker; any of them, for they share all state. */
  URI worker() {
    return addresses().worker().getFirst();
  }

  /**
   * All addresses of the system.
   *
   * @throws CommandFailure that says how to start it, when none runs on the folder
   */
  SystemAddresses addresses() {
    try {
      return SystemAddresses.read(dataFolder)
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "no system runs on "
                          + dataFolder
                          + "; start one with: "
                          + Typed.command("up" + Typed.data(dataFolder))
                          + " (or name its data folder with --data)"));
    } catch (IOException e) {
      throw new CommandFailure(Reason.of(e), e);
    }
  }

  /** The JSON that the process answers to a GET. */
  JsonNode get(URI base, String path) {
    return json(send(HttpRequest.newBuilder(base.resolve(path)).GET()));
  }

  /**
   * Sends a request to one of the system's processes; returns the body of its 2xx answer.
   *
   * @throws CommandFailure with the problem document's detail (RFC 9457) for any other answer, a
   *     {@link WrongRequest} where that lies in what was typed; or when the process cannot be
   *     reached
   */
  String send(HttpRequest.Builder request) {
    HttpResponse<String> answer = exchange(request, PATIENCE);
    if (answer.statusCode() / 100 == 2) {
      return answer.body();
    }
    throw WrongRequest.or(answer, sentence(answer));
  }

  /**
   * Sends a request and returns whatever the process answers.
   *
   * @param patience how long the answer may take
   * @throws Unreachable when the process cannot be reached, or breaks off
   */
  HttpResponse<String> exchange(HttpRequest.Builder request, Duration patience) {
    HttpRequest asked = request.timeout(patience).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(asked, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new Unreachable(
          "nobody answers at "
              + asked.uri().resolve("/")
              + ": the system on "
              + dataFolder
              + " has gone; start it again with: "
              + Typed.command("up" + Typed.data(dataFolder)),
          e);
    } catch (IOException e) {
      throw new Unreachable(asked.uri() + " did not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting for " + asked.uri(), e);
    }
  }

  static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      throw new CommandFailure("the answer is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The problem document (RFC 9457) of an answer; an empty one when it brings none. */
  static JsonNode problem(HttpResponse<String> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return type.startsWith("application/problem+json")
        ? json(answer.body())
        : JSON.createObjectNode();
  }

  /** What an answer that is not 2xx says, in one sentence. */
  static String sentence(HttpResponse<String> answer) {
    JsonNode problem = problem(answer);
    return problem
        .path("detail")
        .asString(
            problem
                .path("title")
                .asString("HTTP " + answer.statusCode() + " from " + answer.uri()));
  }
}
