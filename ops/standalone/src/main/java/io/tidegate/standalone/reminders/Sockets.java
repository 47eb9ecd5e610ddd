package io.tidegate.standalone.reminders;

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
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/**
 * Devices with open WebSockets: each notes what comes, and acknowledges it. One that is closed
 * comes again after a second, and again until it is let in.
 */
final class Sockets implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The code with which a socket is closed whose device has another one. */
  private static final int REPLACED = 4003;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService again =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sockets-again").factory());
  private final Queue<WebSocket> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger cut = new AtomicInteger();
  private final InstantSource clock;

  Sockets(InstantSource clock) {
    this.clock = clock;
  }

  /** Asks for a token of a device's user; it is asked again each time the device comes. */
  interface Login {
    String token() throws IOException;
  }

  /** Opens one. */
  void open(URI at, Login login) throws IOException {
    CompletableFuture<WebSocket> opening =
        client
            .newWebSocketBuilder()
            .subprotocols("tidegate.v1", "bearer." + login.token())
            .buildAsync(at, new Device(at, login));
    try {
      open.add(opening.copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join());
    } catch (CompletionException e) {
      var _ = opening.thenAccept(WebSocket::abort); // too late: the device comes again
      throw new IOException("no socket could be opened at " + at, e.getCause());
    }
  }

  private void comeAgain(URI at, Login login) {
    try {
      var _ = again.schedule(() -> tryAgain(at, login), 1, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      // the run is over
    }
  }

  private void tryAgain(URI at, Login login) {
    try {
      open(at, login);
    } catch (IOException | RuntimeException e) {
      comeAgain(at, login);
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
    private final URI at;
    private final Login login;
    private final StringBuilder text = new StringBuilder();

    Device(URI at, Login login) {
      this.at = at;
      this.login = login;
    }

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
      if (code != REPLACED) {
        comeAgain(at, login);
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      cut.incrementAndGet();
      comeAgain(at, login);
    }
  }

  @Override
  public void close() {
    again.shutdownNow();
    open.forEach(WebSocket::abort);
    client.shutdownNow();
    client.close();
  }
}
