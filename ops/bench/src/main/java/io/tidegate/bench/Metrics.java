package io.tidegate.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process's own metrics. */
final class Metrics implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);

  private final URI process;
  private final HttpClient http = HttpClient.newHttpClient();

  Metrics(URI process) {
    this.process = process;
  }

  /**
   * A timer.
   *
   * @param count how often it was stopped
   * @param seconds all that it measured together
   */
  record Timing(long count, double seconds) {}

  /** A timer as it is now; nothing if the process has not used it yet. */
  Timing timing(String name) throws IOException {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(process.resolve("/actuator/metrics/" + name))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 404
          ? new Timing(0, 0)
          : timing(new JsonMapper().readTree(answer.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Waits until a timer was stopped more often than that. */
  Timing awaitMore(String name, long count, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Timing now = timing(name);
      if (now.count() > count) {
        return now;
      }
      new CompletableFuture<Void>()
          .completeOnTimeout(null, EVERY.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    }
    throw new IOException(name + " did not happen within " + patience);
  }

  private static Timing timing(JsonNode metric) {
    long count = 0;
    double seconds = 0;
    for (JsonNode each : metric.path("measurements")) {
      switch (each.path("statistic").asString()) {
        case "COUNT" -> count = each.path("value").asLong();
        case "TOTAL_TIME" -> seconds = each.path("value").asDouble();
        default -> {}
      }
    }
    return new Timing(count, seconds);
  }

  @Override
  public void close() {
    http.close();
  }
}
