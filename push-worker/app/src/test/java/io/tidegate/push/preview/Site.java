package io.tidegate.push.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A site on this machine: pages by path, and what was asked of it. */
final class Site implements AutoCloseable {
  private final Map<String, Consumer<HttpServerRequest>> pages = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> agents = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final String scheme;

  Site(Vertx vertx) {
    this(vertx, new HttpServerOptions());
  }

  Site(Vertx vertx, HttpServerOptions options) {
    scheme = options.isSsl() ? "https" : "http";
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(
                request -> {
                  asked.add(request.path());
                  agents.add(String.valueOf(request.getHeader("User-Agent")));
                  pages
                      .getOrDefault(request.path(), one -> answer(one, 404, "text/plain", "no"))
                      .accept(request);
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  int port() {
    return server.actualPort();
  }

  /** A link under a name that leads here by {@link PageReaderTest}'s resolver. */
  String link(String path) {
    return "%s://shop.example:%d%s".formatted(scheme, port(), path);
  }

  void on(String path, Consumer<HttpServerRequest> page) {
    pages.put(path, page);
  }

  void html(String path, String html) {
    on(path, request -> answer(request, 200, "text/html; charset=utf-8", html));
  }

  /** A page with a title and a picture. */
  void page(String path, String title) {
    html(path, page(title));
  }

  static String page(String title) {
    return """
    <!doctype html><html><head><meta property="og:title" content="%s">
    <meta property="og:image" content="https://pictures.example/kettle.png"></head>
    <body>Kettles</body></html>
    """
        .formatted(title);
  }

  void redirect(String path, String location) {
    on(
        path,
        request -> {
          request.response().putHeader("Location", location);
          answer(request, 302, "text/plain", "");
        });
  }

  static void answer(HttpServerRequest request, int status, String type, String body) {
    answer(request, status, type, body.getBytes(UTF_8));
  }

  static void answer(HttpServerRequest request, int status, String type, byte[] body) {
    var _ =
        request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", type)
            .end(Buffer.buffer(body));
  }

  List<String> asked() {
    return asked;
  }

  List<String> agents() {
    return agents;
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
