package io.tidegate.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One address that is listened on; as a rule one institution's endpoint stands behind it. */
final class Door {
  private final Vertx vertx;
  private final HttpServerOptions options;
  private final Visitors visitors;
  private final @Nullable ArrivalStamps stamps;
  private final List<Entrance> entrances = new ArrayList<>();
  private @Nullable HttpServer server;
  private int port;

  /** An endpoint: requests whose path begins with {@code prefix} are for its institution. */
  record Entrance(Institution institution, int endpoint, String prefix) {}

  Door(Vertx vertx, HttpServerOptions options, Visitors visitors, @Nullable ArrivalStamps stamps) {
    this.vertx = vertx;
    this.visitors = visitors;
    this.stamps = stamps;
    this.options = options;
    this.port = options.getPort();
  }

  void add(Entrance entrance) {
    entrances.add(entrance);
    // Only then: who may yet turn out to speak HTTP/2 is nobody's visitor until he has spoken.
    if (entrance.institution().policy().access().http2()) {
      options
          .setHttp2ClearTextEnabled(true)
          .setIdleTimeout((int) visitors.longest().toMillis())
          .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    }
    // The longest prefix first, so that /a/b is not taken for /a.
    entrances.sort((a, b) -> b.prefix().length() - a.prefix().length());
  }

  List<Entrance> entrances() {
    return entrances;
  }

  int port() {
    return port;
  }

  /** Begins to listen, again on the same port if it did before. */
  Future<Void> open() {
    if (server != null) {
      return Future.succeededFuture();
    }
    HttpServer fresh = vertx.createHttpServer(new HttpServerOptions(options).setPort(port));
    server = fresh;
    return visitors
        .watch(fresh)
        .requestHandler(this::take)
        .listen()
        .onSuccess(listening -> port = listening.actualPort())
        .onFailure(e -> server = null)
        .recover(e -> notListening(options.getHost(), port, e))
        .mapEmpty();
  }

  /** A failure that names the address. */
  static <T> Future<T> notListening(String host, int port, Throwable cause) {
    return Future.failedFuture(
        new IOException(
            "cannot listen on %s:%d: %s".formatted(host, port, cause.getMessage()), cause));
  }

  /** Listens no more and cuts every connection. */
  Future<Void> close() {
    HttpServer open = server;
    server = null;
    return open == null ? Future.succeededFuture() : open.close();
  }

  private void take(HttpServerRequest request) {
    // First of all, when it arrived: nothing else may come before.
    long now = entrances.getFirst().institution().clock().micros();
    long micros = stamps == null ? now : stamps.orElse(now);
    String uri = request.uri();
    Visitors.Visit visit = visitors.of(request.connection());
    for (Entrance entrance : entrances) {
      if (uri.startsWith(entrance.prefix())) {
        String target = uri.substring(entrance.prefix().length());
        entrance.institution().take(request, visit, target, entrance.endpoint(), micros);
        return;
      }
    }
    Entrance first = entrances.getFirst();
    first.institution().take(request, visit, uri, first.endpoint(), micros);
  }
}
