package io.tidegate.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Devices with open WebSockets, many on one event loop; each acknowledges what comes. */
final class IdleDevices implements AutoCloseable {
  /** A server that is asked for more at once only lets them wait. */
  private static final int AT_ONCE = 200;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
  private final WebSocketClient client;
  private final Queue<Double> lateMillis = new ConcurrentLinkedQueue<>();
  private final AtomicInteger open = new AtomicInteger();
  private final InstantSource clock;
  private final String token;

  /**
   * Nobody yet.
   *
   * @param token the service token: good for all users
   * @param most of them
   */
  IdleDevices(String token, int most, InstantSource clock) {
    this.token = token;
    this.clock = clock;
    this.client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(most).setConnectTimeout(30_000));
  }

  /** Opens sockets; returns when all are open. */
  void open(List<URI> sockets) throws IOException {
    for (int from = 0; from < sockets.size(); from += AT_ONCE) {
      List<Future<WebSocket>> opening = new ArrayList<>();
      for (URI at : sockets.subList(from, Math.min(sockets.size(), from + AT_ONCE))) {
        opening.add(
            client
                .connect(
                    new WebSocketConnectOptions()
                        .setHost(at.getHost())
                        .setPort(at.getPort())
                        .setURI(at.getPath())
                        .addHeader("Authorization", "Bearer " + token))
                .onSuccess(this::listen));
      }
      try {
        Future.all(opening)
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(60, TimeUnit.SECONDS)
            .join();
      } catch (CompletionException e) {
        throw new IOException(
            "%d of %d sockets are open, the next one is not: %s"
                .formatted(open.get(), sockets.size(), e.getCause()),
            e);
      }
    }
  }

  private void listen(WebSocket socket) {
    open.incrementAndGet();
    socket.closeHandler(closed -> open.decrementAndGet());
    socket.textMessageHandler(
        text -> {
          JsonObject push = new JsonObject(text);
          Duration late = Duration.between(Instant.parse(push.getString("due")), clock.instant());
          lateMillis.add(late.toNanos() / 1e6);
          var _ = socket.writeTextMessage("{\"ack\": \"" + push.getString("id") + "\"}");
        });
  }

  /** How many are open. */
  int size() {
    return open.get();
  }

  /** How late each push came, in milliseconds, since lateness was last forgotten. */
  Collection<Double> lateMillis() {
    return lateMillis;
  }

  /** From now on anew. */
  void forgetLateness() {
    lateMillis.clear();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
