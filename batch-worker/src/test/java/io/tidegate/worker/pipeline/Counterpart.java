package io.tidegate.worker.pipeline;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** An institution on loopback that notes when what was asked. */
final class Counterpart implements AutoCloseable {

  /** A call that arrived. */
  record Arrival(Instant at, String path, String query, String body, Map<String, String> headers) {
    String parameter(String name) {
      for (String pair : query.split("&", -1)) {
        if (pair.startsWith(name + "=")) {
          return pair.substring(name.length() + 1);
        }
      }
      return "";
    }
  }

  static final String SUCCESS =
      """
      {"rsp_code":"00000","search_timestamp":"7","account_list":[]}\
      """;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final HttpServer server;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final List<Arrival> arrivals = new ArrayList<>();
  private volatile BiConsumer<Arrival, HttpServerRequest> manner =
      (arrival, request) -> ok(request);

  Counterpart() {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setHttp2ClearTextEnabled(true))
            .requestHandler(
                request -> {
                  Instant at = Clock.systemUTC().instant();
                  request.body().onSuccess(body -> arrived(at, request, body));
                })
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
  }

  private void arrived(Instant at, HttpServerRequest request, Buffer body) {
    Map<String, String> headers = new java.util.HashMap<>();
    request.headers().forEach((name, value) -> headers.put(name, value));
    String query = request.query() == null ? "" : request.query();
    Arrival arrival =
        new Arrival(at, String.valueOf(request.path()), query, body.toString(), headers);
    lock.lock();
    try {
      arrivals.add(arrival);
      more.signalAll();
    } finally {
      lock.unlock();
    }
    manner.accept(arrival, request);
  }

  static void ok(HttpServerRequest request) {
    answer(request, 200, SUCCESS);
  }

  static void answer(HttpServerRequest request, int status, String body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body);
  }

  /** Answers, and returns when the answer lies in the caller's socket. */
  static void answered(HttpServerRequest request) {
    request
        .response()
        .putHeader("content-type", "application/json")
        .end(SUCCESS)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  /** How it answers from now on. */
  void behaves(BiConsumer<Arrival, HttpServerRequest> manner) {
    this.manner = manner;
  }

  void later(long millis, Runnable act) {
    vertx.setTimer(millis, over -> act.run());
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  List<Arrival> arrivals() {
    lock.lock();
    try {
      return List.copyOf(arrivals);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until so many calls of a kind have arrived. */
  List<Arrival> await(int calls, Predicate<Arrival> kind) throws InterruptedException {
    long left = TimeUnit.SECONDS.toNanos(90);
    lock.lock();
    try {
      while (arrivals.stream().filter(kind).count() < calls) {
        left = more.awaitNanos(left);
        if (left <= 0) {
          throw new AssertionError(
              "only %d of %d calls arrived"
                  .formatted(arrivals.stream().filter(kind).count(), calls));
        }
      }
      return arrivals.stream().filter(kind).toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
