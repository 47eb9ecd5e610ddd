package io.tidegate.standalone.stage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the processes of a run. */
public final class Rest implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** The JSON that a GET answers. */
  public JsonNode get(URI uri, Duration patience) throws IOException {
    return send(HttpRequest.newBuilder(uri).timeout(patience).GET().build());
  }

  /** Posts a body; returns the JSON that is answered. */
  public JsonNode post(URI uri, String type, BodyPublisher body, Duration patience)
      throws IOException {
    return send(
        HttpRequest.newBuilder(uri)
            .timeout(patience)
            .header("Content-Type", type)
            .POST(body)
            .build());
  }

  private JsonNode send(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(
            "%s answered %d: %s".formatted(request.uri(), answer.statusCode(), answer.body()));
      }
      return JSON.readTree(answer.body());
    } catch (JacksonException e) {
      throw new IOException(request.uri() + " did not answer JSON", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
