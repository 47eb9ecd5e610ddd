package io.tidegate.worker.call;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.security.Principal;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An institution that speaks TLS, HTTP/2 if the caller wants it, and knows who calls. */
public final class SecureServer implements AutoCloseable {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final HttpServer server;
  private final Queue<String> callers = new ConcurrentLinkedQueue<>();
  private final Queue<HttpVersion> versions = new ConcurrentLinkedQueue<>();
  private final Queue<HttpConnection> connections = new ConcurrentLinkedQueue<>();
  private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger mostActive = new AtomicInteger();
  private volatile Consumer<HttpServerRequest> manner = SecureServer::success;

  /**
   * Listens on a free port of localhost.
   *
   * @param as whose key it has
   * @param clients by whom callers must be certified; null if anybody may call
   * @param streams calls that one connection of HTTP/2 may have at a time
   */
  public SecureServer(Papers papers, String as, @Nullable String clients, int streams) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setUseAlpn(true)
            .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(streams))
            .setKeyCertOptions(KeyCertOptions.wrap(papers.keyManager(as)));
    if (clients != null) {
      options
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(TrustOptions.wrap(papers.trustManager(clients)));
    }
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connections::add)
            .requestHandler(this::take)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  private void take(HttpServerRequest request) {
    versions.add(request.version());
    callers.add(caller(request));
    mostActive.accumulateAndGet(active.incrementAndGet(), Math::max);
    request.response().endHandler(sent -> active.decrementAndGet());
    manner.accept(request);
  }

  private static String caller(HttpServerRequest request) {
    try {
      Principal caller = request.connection().sslSession().getPeerPrincipal();
      return caller.getName();
    } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
      return "nobody";
    }
  }

  static void success(HttpServerRequest request) {
    request.response().putHeader("content-type", "application/json").end(BadAnswers.GOOD);
  }

  /** Holds calls back until {@link #release}. */
  void holds() {
    manner = held::add;
  }

  void answers(Consumer<HttpServerRequest> how) {
    manner = how;
  }

  void release() {
    manner = SecureServer::success;
    vertx.runOnContext(
        run -> {
          for (HttpServerRequest next = held.poll(); next != null; next = held.poll()) {
            success(next);
          }
        });
  }

  int held() {
    return held.size();
  }

  /** Most calls that it had at one time. */
  int mostActive() {
    return mostActive.get();
  }

  /** All connections so far. */
  List<HttpConnection> connections() {
    return List.copyOf(connections);
  }

  /** Names in the certificates of those who called, a name for each call. */
  public List<String> callers() {
    return List.copyOf(callers);
  }

  List<HttpVersion> versions() {
    return List.copyOf(versions);
  }

  public String url() {
    return "https://localhost:" + server.actualPort();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
