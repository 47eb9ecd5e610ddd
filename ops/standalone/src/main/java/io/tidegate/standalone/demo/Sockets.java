package io.tidegate.standalone.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** Devices with open WebSockets: each notes what comes, and acknowledges it. */
final class Sockets implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
  private final Queue<WebSocket> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger cut = new AtomicInteger();
  private final InstantSource clock;

  Sockets(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Opens one.
   *
   * @param token the user's
   */
  void open(URI at, String token) throws IOException {
    try {
      open.add(
          client
              .newWebSocketBuilder()
              .subprotocols("tidegate.v1", "bearer." + token)
              .buildAsync(at, new Device())
              .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .join());
    } catch (CompletionException e) {
      throw new IOException("no socket could be opened at " + at, e.getCause());
    }
  }

  /** What came so far. */
  List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  /** How many were closed by the other end. */
  int cut() {
    return cut.get();
  }

  /** One device. */
  private final class Device implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      CompletableFuture<?> said = CompletableFuture.completedFuture(null);
      if (last) {
        String id = JSON.readTree(text.toString()).path("id").asString();
        text.setLength(0);
        arrivals.add(new Arrival(id, "websocket", clock.instant()));
        said = from.sendText("{\"ack\": \"" + id + "\"}", true);
      }
      from.request(1);
      return said;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      cut.incrementAndGet();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      cut.incrementAndGet();
    }
  }

  @Override
  public void close() {
    open.forEach(WebSocket::abort);
    client.shutdownNow();
    client.close();
  }
}
