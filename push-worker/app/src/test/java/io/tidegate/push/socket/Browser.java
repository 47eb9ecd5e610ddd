package io.tidegate.push.socket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A device's end of a socket: the JDK's client, which shares no code with the server. */
public final class Browser implements WebSocket.Listener {
  private static final JsonMapper JSON = new JsonMapper();

  private final BlockingQueue<JsonNode> got = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final boolean reads;
  private final WebSocket socket;

  /**
   * Opens a socket.
   *
   * @param reads whether it ever reads what comes
   */
  public Browser(HttpClient client, URI at, String token, boolean reads) {
    this.reads = reads;
    this.socket =
        client
            .newWebSocketBuilder()
            .subprotocols("tidegate.v1", "bearer." + token)
            .buildAsync(at, this)
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
  }

  @Override
  public void onOpen(WebSocket opened) {
    if (reads) {
      opened.request(1);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      got.add(JSON.readTree(text.toString()));
      text.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(-1);
  }

  /** The next push. */
  public JsonNode next() throws InterruptedException {
    JsonNode next = got.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no push within 30 s");
    }
    return next;
  }

  /** The next push, acknowledged; answers its id. */
  public String take() throws InterruptedException {
    String id = next().path("id").asString();
    acknowledge(id);
    return id;
  }

  public void acknowledge(String id) {
    socket.sendText("{\"ack\": \"" + id + "\"}", true).join();
  }

  public boolean isEmpty() {
    return got.isEmpty();
  }

  /** The code that the server has closed it with. */
  public int closed() throws Exception {
    return closed.get(30, TimeUnit.SECONDS);
  }

  /** Leaves without a word. */
  public void vanish() {
    socket.abort();
  }
}
