package io.tidegate.standalone.stage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the processes of a run, each time over a connection of its own: the JDK's client takes one
 * that has rested for broken now and then, and what was posted has no answer (JDK-8357639).
 */
public final class Rest {
  private static final JsonMapper JSON = new JsonMapper();

  private static final Duration CONNECTING = Duration.ofSeconds(5);

  private final @Nullable String token;

  /** In nobody's name. */
  public Rest() {
    this(null);
  }

  /**
   * In somebody's name.
   *
   * @param token shown as a bearer token; null for none
   */
  public Rest(@Nullable String token) {
    this.token = token;
  }

  /** The JSON that a GET answers. */
  public JsonNode get(URI uri, Duration patience) throws IOException {
    return send(request(uri, patience).GET());
  }

  /** Posts a body; returns the JSON that is answered. */
  public JsonNode post(URI uri, String type, BodyPublisher body, Duration patience)
      throws IOException {
    return send(request(uri, patience).header("Content-Type", type).POST(body));
  }

  private HttpRequest.Builder request(URI uri, Duration patience) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder whole) throws IOException {
    HttpRequest request = whole.build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECTING).build()) {
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
}
