package io.tidegate.push.channel;

import io.tidegate.push.address.FirstThatConnects;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * POST requests over HTTP/2 where the other end speaks it: each once, with an answer or a failure
 * by its deadline; what is given up before it is written is not written. No redirect is followed,
 * and of an answer only the beginning is read.
 *
 * <p>An answer may be read on another event loop than its connection's, where the connection's end
 * overtakes what still waits of a long answer (one in twenty of 400 kB, when pages were read so).
 * An answer of a push service is a piece or two, which are handed over as they come: none waits.
 * Whose is longer, and closes the connection behind it, counts as not having answered.
 */
public final class Posts implements AutoCloseable {
  /** What most servers allow on a connection; they may say another number. */
  private static final int STREAMS = 100;

  private final Vertx vertx;
  private final HttpClient client;

  /**
   * With connections of its own.
   *
   * @param connections the most to one server
   * @param waiting the most requests that wait for one; more fail at once
   * @param connecting how long making a connection may take
   */
  public Posts(Vertx vertx, int connections, int waiting, Duration connecting) {
    this.vertx = vertx;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(true)
                .setHttp2ClearTextUpgrade(false) // no TLS is for tests: HTTP/2 at once
                .setHttp2MultiplexingLimit(STREAMS)
                .setConnectTimeout(Math.toIntExact(connecting.toMillis())),
            new PoolOptions()
                .setHttp1MaxSize(connections)
                .setHttp2MaxSize(connections)
                .setMaxWaitQueueSize(waiting)
                .setEventLoopSize(1));
  }

  /** Connects ahead of the first request; asks for nothing. */
  public void connect(RequestOptions options) {
    client
        .request(options)
        .onSuccess(
            request -> {
              request.exceptionHandler(reset -> {}); // which is what is asked for
              var _ = request.reset();
            });
  }

  /** Sends one; from any thread. */
  public CompletableFuture<Reply> post(RequestOptions options, Buffer body, Deadline deadline) {
    long left = deadline.left();
    return left == 0
        ? late()
        : post(
            client.request(options.setMethod(HttpMethod.POST).setConnectTimeout(left)),
            body,
            deadline);
  }

  /** Sends one to the first of some addresses that can be connected to; from any thread. */
  public CompletableFuture<Reply> post(
      RequestOptions options, List<InetAddress> addresses, Buffer body, Deadline deadline) {
    long left = deadline.left();
    return left == 0
        ? late()
        : post(
            FirstThatConnects.request(
                client, options.setMethod(HttpMethod.POST), addresses, Duration.ofMillis(left)),
            body,
            deadline);
  }

  private static CompletableFuture<Reply> late() {
    return CompletableFuture.failedFuture(new TimeoutException("no time is left to send it"));
  }

  private CompletableFuture<Reply> post(
      Future<HttpClientRequest> connected, Buffer body, Deadline deadline) {
    Promise<Reply> reply = Promise.promise();
    connected.onFailure(reply::tryFail).onSuccess(request -> send(request, body, deadline, reply));
    long timer =
        vertx.setTimer(
            Math.max(1, deadline.left()),
            over -> reply.tryFail(new TimeoutException("no answer within the time")));
    return reply
        .future()
        .onComplete(done -> vertx.cancelTimer(timer))
        .toCompletionStage()
        .toCompletableFuture();
  }

  private static void send(
      HttpClientRequest request, Buffer body, Deadline deadline, Promise<Reply> reply) {
    request.exceptionHandler(reply::tryFail);
    reply
        .future()
        .onFailure(
            error -> {
              var _ = request.reset();
            });
    if (deadline.left() == 0) { // this process stood still, or there was no connection for so long
      reply.tryFail(new TimeoutException("no time was left to send it"));
    } else if (!reply.future().isComplete()) {
      request
          .send(body)
          .compose(Posts::read)
          .onSuccess(reply::tryComplete)
          .onFailure(reply::tryFail);
    }
  }

  /** Reads the beginning of a body, which may be endless. */
  private static Future<Reply> read(HttpClientResponse response) {
    Promise<Reply> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.handler(
        chunk -> {
          read.appendBuffer(chunk, 0, Math.min(chunk.length(), Reply.MOST - read.length()));
          if (read.length() == Reply.MOST && whole.tryComplete(reply(response, read))) {
            var _ = response.request().reset();
          }
        });
    response.endHandler(end -> whole.tryComplete(reply(response, read)));
    return whole.future();
  }

  private static Reply reply(HttpClientResponse response, Buffer body) {
    return new Reply(response.statusCode(), response.getHeader("Retry-After"), body.toString());
  }

  @Override
  public void close() {
    client.close().toCompletionStage().toCompletableFuture().join();
  }
}
