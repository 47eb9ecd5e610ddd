package io.tidegate.standalone.reminders;

import io.tidegate.standalone.stage.Rest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The company's backend: asks push-worker, of much that it wants a few things at a time. */
final class Backend implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int AT_ONCE = 4;

  private final Supplier<URI> worker;
  private final Rest rest;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(AT_ONCE, Thread.ofPlatform().name("backend-", 0).factory());

  /**
   * Asks nothing yet.
   *
   * @param worker push-worker, which has another address after each of its starts
   * @param token what it shows to push-worker
   */
  Backend(Supplier<URI> worker, String token) {
    this.worker = worker;
    this.rest = new Rest(token);
  }

  /** Something that is asked of push-worker. */
  interface Work<T> {
    T run() throws IOException;
  }

  JsonNode get(String path) throws IOException {
    return rest.get(worker.get().resolve(path), PATIENCE);
  }

  JsonNode post(String path, Map<String, ?> body) throws IOException {
    return rest.post(
        worker.get().resolve(path),
        "application/json",
        BodyPublishers.ofString(JSON.writeValueAsString(body)),
        PATIENCE);
  }

  /** Does all of it; answers in the same order. */
  <T> List<T> all(List<Work<T>> work) throws IOException {
    List<Future<T>> begun = new ArrayList<>();
    for (Work<T> each : work) {
      begun.add(threads.submit(each::run));
    }
    List<T> done = new ArrayList<>();
    try {
      for (Future<T> each : begun) {
        done.add(each.get());
      }
      return done;
    } catch (ExecutionException e) {
      throw new IOException("push-worker did not take all: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
