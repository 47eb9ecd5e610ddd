package io.tidegate.worker.call;

import io.tidegate.policy.Request;
import io.tidegate.policy.Template;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The way of a call onto the wire. I/O thread only. */
final class Departure {
  static final long CANCEL = 8; // RFC 9113 §7

  private Departure() {}

  /** See {@link Exchange#start}. */
  static @Nullable Exchange start(
      Endpoints endpoints,
      Balancer.Candidates able,
      Refresh refresh,
      String transactionId,
      LongSupplier now,
      long latest,
      Consumer<Exchange> onEnd) {
    Line line = endpoints.next(able);
    if (line == null) {
      return null;
    }
    PlannedCall call = refresh.terms().call(refresh.callIndex());
    Template.Values values = name -> refresh.value(name, transactionId);
    Request asked = call.request(values, refresh.cursor(), endpoints.endpoint(line));
    String target = endpoints.path(line) + asked.target();
    HttpClientRequest request = request(endpoints, line, call, target);
    if (request == null) {
      return null;
    }
    try {
      call.fill(request.headers(), values);
      if (refresh.token() != null) {
        request.headers().add("authorization", "Bearer " + refresh.token());
      }
    } catch (IllegalArgumentException e) {
      forget(endpoints, line, request);
      throw e;
    }
    request.exceptionHandler(e -> {}); // the response's future fails with it
    long at = now.getAsLong();
    if (at > latest) {
      forget(endpoints, line, request);
      return null;
    }
    String body = asked.body();
    if (body == null) {
      request.end();
    } else {
      request.end(Buffer.buffer(body));
    }
    String text =
        refresh.isTraced()
            ? Transcript.of(call.method + " " + target, request.headers(), body == null ? "" : body)
            : null;
    Exchange exchange =
        new Exchange(endpoints, line, refresh, transactionId, at, request, text, onEnd);
    endpoints.started(line);
    request.response().onComplete(exchange);
    return exchange;
  }

  private static @Nullable HttpClientRequest request(
      Endpoints endpoints, Line line, PlannedCall call, String target) {
    Future<HttpClientRequest> created = line.connection.request(call.method, target);
    if (created.succeeded()) {
      return created.result();
    }
    // The connection has no room after all, or is closing: a queue is no place for a call.
    created.onSuccess(late -> late.reset(CANCEL));
    endpoints.retire(line);
    return null;
  }

  /** Leaves a request unsent. */
  private static void forget(Endpoints endpoints, Line line, HttpClientRequest request) {
    request.reset(CANCEL);
    if (!line.multiplexed) {
      endpoints.retire(line);
    }
  }
}
