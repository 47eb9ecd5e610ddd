package io.tidegate.simulator.push;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A server on loopback. */
final class Listening {
  /** Of HTTP/2. */
  private static final long INTERNAL_ERROR = 2;

  private static final int LARGEST_BODY = 64 * 1024;

  private Listening() {}

  /**
   * Starts one.
   *
   * @param port 0 for a free one
   * @return the port
   */
  static int at(
      Vertx vertx, HttpServerOptions options, int port, Handler<HttpServerRequest> handler)
      throws IOException {
    HttpServer server = vertx.createHttpServer(options).requestHandler(handler);
    try {
      return server
          .listen(port, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(30, TimeUnit.SECONDS)
          .join()
          .actualPort();
    } catch (CompletionException e) {
      throw new IOException("cannot listen on 127.0.0.1:" + port + ": " + e.getCause(), e);
    }
  }

  /** Hands over a request with its body; one that is larger than anybody's is cut off. */
  static void read(HttpServerRequest request, BiConsumer<HttpServerRequest, Buffer> then) {
    Buffer body = Buffer.buffer();
    request.exceptionHandler(gone -> {});
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > LARGEST_BODY) {
            var _ = request.connection().close();
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> then.accept(request, body));
  }

  /** Answers with JSON; what is no success is a problem document. */
  static void json(HttpServerResponse response, int status, JsonObject body) {
    var _ =
        response
            .setStatusCode(status)
            .putHeader(
                "Content-Type", status == 200 ? "application/json" : "application/problem+json")
            .end(body.encode());
  }

  static void reset(HttpServerResponse response) {
    var _ = response.reset(INTERNAL_ERROR);
  }
}
