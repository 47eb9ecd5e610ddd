package io.tidegate.bench.peer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The call that all peers make: a GET of one user, read to its end. */
public final class Calls implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx;
  private final HttpClient client;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /**
   * To one receiver.
   *
   * @param connections the most at a time; calls beyond them wait for one
   */
  public Calls(URI receiver, int connections) {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost(receiver.getHost())
                .setDefaultPort(receiver.getPort())
                .setKeepAliveTimeout(3_600)
                .setTcpNoDelay(true),
            new PoolOptions().setHttp1MaxSize(connections).setEventLoopSize(1));
  }

  /** Starts a call; completes when it is answered. */
  public Future<Void> start(String user) {
    return client
        .request(HttpMethod.GET, "/c1?user=" + user)
        .compose(request -> request.putHeader("Authorization", "Bearer " + user).send())
        .compose(HttpClientResponse::body)
        .map(body -> (Void) null)
        .onSuccess(done -> answered.incrementAndGet())
        .onFailure(why -> failed.incrementAndGet());
  }

  /** Makes a call and waits for its answer. */
  public void make(String user) {
    start(user)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  /** How many were answered so far. */
  public long answered() {
    return answered.get();
  }

  /** How many failed so far. */
  public long failed() {
    return failed.get();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
