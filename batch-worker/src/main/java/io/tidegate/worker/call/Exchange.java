package io.tidegate.worker.call;

import io.tidegate.policy.Request;
import io.tidegate.policy.Template;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call, from the write of its request to its outcome, on one I/O thread. It ends exactly once:
 * answered, in time or not, whole or not.
 */
public final class Exchange implements Handler<AsyncResult<HttpClientResponse>> {

  /** What kept an answer from being whole. */
  public enum Trouble {
    NONE,
    /** No whole answer within the response time-out. */
    TIMEOUT,
    /** The connection broke, or what came was no HTTP. */
    CONNECTION,
    /** The body is larger than the policy's largest. */
    TOO_LARGE
  }

  private static final byte[] NOTHING = {};
  private static final long CANCEL = 8; // RFC 9113 §7

  private final Endpoints endpoints;
  private final Line line;
  private final Refresh refresh;
  private final String transactionId;
  private final long startedAt;
  private final Consumer<Exchange> onEnd;
  private final AnswerReader reader;
  private final int callIndex;
  private final @Nullable String object;
  private final int page;
  private final HttpClientRequest request;
  private final boolean keepsBody;
  private @Nullable String requestText;

  private Trouble trouble = Trouble.NONE;
  private boolean ended;
  private int status;
  private @Nullable MultiMap headers;
  private int length;
  private byte[] body = NOTHING;

  private Exchange(
      Endpoints endpoints,
      Line line,
      Refresh refresh,
      String transactionId,
      long startedAt,
      HttpClientRequest request,
      Consumer<Exchange> onEnd) {
    this.endpoints = endpoints;
    this.line = line;
    this.refresh = refresh;
    this.transactionId = transactionId;
    this.startedAt = startedAt;
    this.request = request;
    this.onEnd = onEnd;
    this.callIndex = refresh.callIndex();
    this.object = refresh.objectName();
    this.page = refresh.page();
    this.keepsBody = refresh.terms().policy().bodies() || refresh.isTraced();
    this.reader = new AnswerReader(refresh.terms().call(callIndex).fields);
  }

  /**
   * Starts the refresh's next call, unless it is too late for it. Whether it is, is looked at last
   * of all, when nothing is left but to write.
   *
   * @param now the instant, as the tickets have it, in nanoseconds
   * @param latest the last instant at which the call may start, in nanoseconds
   * @return null if it was not started: no connection has room, or it is too late
   * @throws IllegalArgumentException if the call can never be made, as a value of it cannot be sent
   */
  public static @Nullable Exchange start(
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
    String body = asked.body();
    Future<HttpClientRequest> created = line.connection.request(call.method, target);
    HttpClientRequest request = created.succeeded() ? created.result() : null;
    if (request == null) {
      // The connection has no room after all, or is closing: a queue is no place for a call.
      created.onSuccess(late -> late.reset(CANCEL));
      line.close();
      return null;
    }
    MultiMap headers = request.headers();
    for (int i = 0; i < call.headers(); i++) {
      headers.add(call.headerName(i), call.headerValue(i, values));
    }
    if (refresh.token() != null) {
      headers.add("authorization", "Bearer " + refresh.token());
    }
    request.exceptionHandler(e -> {}); // the response's future fails with it
    long at = now.getAsLong();
    if (at > latest) {
      request.reset(CANCEL);
      line.close();
      return null;
    }
    if (body == null) {
      request.end();
    } else {
      request.end(Buffer.buffer(body));
    }
    Exchange exchange = new Exchange(endpoints, line, refresh, transactionId, at, request, onEnd);
    if (refresh.isTraced()) {
      exchange.requestText = text(call.method + " " + target, headers, body == null ? "" : body);
    }
    endpoints.started(line);
    request.response().onComplete(exchange);
    return exchange;
  }

  @Override
  public void handle(AsyncResult<HttpClientResponse> answered) {
    if (ended) {
      return;
    }
    if (answered.failed()) {
      end(Trouble.CONNECTION);
      return;
    }
    HttpClientResponse response = answered.result();
    status = response.statusCode();
    headers = response.headers();
    response.exceptionHandler(e -> end(Trouble.CONNECTION));
    response.handler(this::chunk);
    response.endHandler(over -> whole());
  }

  private void chunk(Buffer chunk) {
    if (ended) {
      return;
    }
    int more = chunk.length();
    if (more > refresh.terms().policy().answers().maxBody() - length) {
      giveUp(Trouble.TOO_LARGE);
      return;
    }
    byte[] bytes = chunk.getBytes();
    reader.feed(bytes);
    if (keepsBody) {
      if (length == 0) {
        body = bytes;
      } else {
        if (body.length < length + more) {
          body = Arrays.copyOf(body, Math.max(length + more, body.length * 2));
        }
        System.arraycopy(bytes, 0, body, length, more);
      }
    }
    length += more;
  }

  private void whole() {
    if (!ended) {
      reader.end();
      end(Trouble.NONE);
    }
  }

  /** Ends the call without waiting for the rest of its answer. */
  public void giveUp(Trouble reason) {
    if (!ended) {
      end(reason);
      request.reset(CANCEL);
    }
  }

  private void end(Trouble how) {
    if (ended) {
      return;
    }
    ended = true;
    trouble = how;
    endpoints.ended(line, how);
    onEnd.accept(this);
  }

  public boolean isEnded() {
    return ended;
  }

  public Refresh refresh() {
    return refresh;
  }

  public String transactionId() {
    return transactionId;
  }

  /** When the request was written, in nanoseconds as the tickets have them. */
  public long startedAt() {
    return startedAt;
  }

  public int callIndex() {
    return callIndex;
  }

  /** Index of the endpoint that was called. */
  public int endpoint() {
    return line.endpoint;
  }

  public @Nullable String object() {
    return object;
  }

  /** Page of the call, from 1. */
  public int page() {
    return page;
  }

  public Trouble trouble() {
    return trouble;
  }

  /** HTTP status; 0 when no answer came. */
  public int status() {
    return status;
  }

  /** Whether a body was no JSON. */
  boolean unreadable() {
    return reader.isBroken();
  }

  /** The institution's response code; null when it gave none. */
  public @Nullable String code() {
    return reader.code();
  }

  @Nullable String cursor() {
    return reader.cursor();
  }

  @Nullable String since() {
    return reader.since();
  }

  List<String> objects() {
    return reader.objects();
  }

  public boolean hasBody() {
    return length > 0;
  }

  /** The body to the byte; empty where the policy publishes none. */
  public byte[] body() {
    return body.length == length ? body : Arrays.copyOf(body, Math.min(length, body.length));
  }

  /** Content type as the institution gave it; null where it gave none. */
  public @Nullable String contentType() {
    return headers == null ? null : headers.get("content-type");
  }

  /** What was sent, secrets and all; empty unless the refresh is traced. */
  public String requestText() {
    return requestText == null ? "" : requestText;
  }

  /** What came, as text; null when no answer came. For traced refreshes. */
  public @Nullable String answerText() {
    return headers == null
        ? null
        : text("HTTP " + status, headers, new String(body(), StandardCharsets.UTF_8));
  }

  private static String text(String first, MultiMap headers, String body) {
    StringBuilder text = new StringBuilder(first).append('\n');
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.append('\n').append(body).toString();
  }

  /** Until when the institution's answer asks not to be called; null when it does not. */
  public @Nullable Instant blockedUntil(boolean success, Instant now) {
    return headers == null ? null : RateHeaders.blockedUntil(headers, success, now);
  }
}
