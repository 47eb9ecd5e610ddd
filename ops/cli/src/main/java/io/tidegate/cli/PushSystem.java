package io.tidegate.cli;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The push-worker of the running system, asked with its service token; mixed into commands. */
final class PushSystem {
  private static final JsonMapper JSON = new JsonMapper();

  /** A replay of many takes its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Mixin private final RunningSystem system = new RunningSystem();

  /** Base URL of push-worker. */
  URI address() {
    URI push = system.addresses().push();
    if (push == null) {
      throw new CommandFailure("the system that runs has no push-worker");
    }
    return push;
  }

  JsonNode get(String path) {
    return answer(request(path).GET());
  }

  JsonNode post(String path, Map<String, ?> body) {
    return answer(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address().resolve(path))
        .header("Authorization", "Bearer " + ServiceToken.of(System.getenv(), system.folder()));
  }

  private JsonNode answer(HttpRequest.Builder request) {
    HttpResponse<String> answer = system.exchange(request, PATIENCE);
    if (answer.statusCode() / 100 == 2) {
      return RunningSystem.json(answer.body());
    }
    StringBuilder sentence = new StringBuilder(RunningSystem.sentence(answer));
    String before = ": ";
    for (JsonNode error : RunningSystem.problem(answer).path("errors")) {
      sentence
          .append(before)
          .append(error.path("field").asString())
          .append(' ')
          .append(error.path("message").asString());
      before = "; ";
    }
    throw WrongRequest.or(answer, sentence.toString());
  }
}
