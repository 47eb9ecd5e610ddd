package io.tidegate.worker.call;

import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call, from the write of its request to its outcome, on one I/O thread. It ends exactly once:
 * answered, in time or not, whole or not.
 */
public final class Exchange implements Handler<AsyncResult<HttpClientResponse>> {

  /** What kept an answer from being whole, or from being this call's. */
  public enum Trouble {
    NONE,
    /** No whole answer within the response time-out. */
    TIMEOUT,
    /** The connection broke, or what came was no HTTP. */
    CONNECTION,
    /** The body is larger than the policy's largest. */
    TOO_LARGE,
    /** The bodies of all calls in flight together are larger than what is there for them. */
    NO_ROOM,
    /** The answer is whole, and names the transaction id of another call. */
    STRAY
  }

  private final Endpoints endpoints;
  private final Line line;
  private final Refresh refresh;
  private final String transactionId;
  private final long startedAt;
  private final Consumer<Exchange> onEnd;
  private final Answer answer;
  private final int callIndex;
  private final @Nullable String object;
  private final int page;
  private final @Nullable String requestText;

  /** Let go at the end: bodies wait for Kafka with their exchange, and need no client's objects. */
  private @Nullable HttpClientRequest request;

  private Trouble trouble = Trouble.NONE;
  private boolean ended;

  Exchange(
      Endpoints endpoints,
      Line line,
      Refresh refresh,
      String transactionId,
      long startedAt,
      HttpClientRequest request,
      @Nullable String requestText,
      Consumer<Exchange> onEnd) {
    this.endpoints = endpoints;
    this.line = line;
    this.refresh = refresh;
    this.transactionId = transactionId;
    this.startedAt = startedAt;
    this.request = request;
    this.requestText = requestText;
    this.onEnd = onEnd;
    this.callIndex = refresh.callIndex();
    this.object = refresh.objectName();
    this.page = refresh.page();
    boolean keepsBody = refresh.terms().policy().bodies() || refresh.isTraced();
    this.answer = new Answer(refresh, keepsBody, endpoints.bodies());
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
    return Departure.start(endpoints, able, refresh, transactionId, now, latest, onEnd);
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
    answer.begin(response);
    response.exceptionHandler(e -> end(Trouble.CONNECTION));
    response.handler(this::chunk);
    response.endHandler(over -> end(isStray() ? Trouble.STRAY : Trouble.NONE));
  }

  private void chunk(Buffer chunk) {
    if (!ended) {
      Trouble against = answer.take(chunk);
      if (against != Trouble.NONE) {
        giveUp(against);
      }
    }
  }

  /** Institutions echo the transaction id, or say nothing of it; never another one. */
  private boolean isStray() {
    CharSequence name = refresh.terms().call(callIndex).echoed;
    MultiMap headers = answer.headers();
    String echo = name == null || headers == null ? null : headers.get(name);
    return echo != null && !echo.equals(transactionId);
  }

  /** Ends the call without waiting for the rest of its answer. */
  public void giveUp(Trouble reason) {
    HttpClientRequest underWay = request;
    if (underWay != null) {
      end(reason);
      underWay.reset(Departure.CANCEL);
    }
  }

  private void end(Trouble how) {
    if (ended) {
      return;
    }
    ended = true;
    request = null;
    trouble = how;
    answer.end(how == Trouble.NONE || how == Trouble.STRAY, refresh.isTraced());
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
    return answer.status();
  }

  /** Whether the answer can be read and is this call's. */
  boolean isTrusted() {
    return trouble == Trouble.NONE && answer.isReadable();
  }

  /** The institution's response code; null when it gave none. */
  public @Nullable String code() {
    return answer.reader.code();
  }

  @Nullable String cursor() {
    return answer.reader.cursor();
  }

  @Nullable String since() {
    return answer.reader.since();
  }

  List<String> objects() {
    return answer.reader.objects();
  }

  public boolean hasBody() {
    return answer.length() > 0;
  }

  /** The body to the byte; empty where the policy publishes none. */
  public byte[] body() {
    return answer.body();
  }

  /** Content type as the institution gave it; null where it gave none. */
  public @Nullable String contentType() {
    MultiMap headers = answer.headers();
    return headers == null ? null : headers.get("content-type");
  }

  /** What was sent, secrets and all; empty unless the refresh is traced. */
  public String requestText() {
    return requestText == null ? "" : requestText;
  }

  /** What came, as text; null when no answer came. For traced refreshes. */
  public @Nullable String answerText() {
    return Transcript.of(answer);
  }

  /** Until when the institution's answer asks not to be called; null when it does not. */
  public @Nullable Instant blockedUntil(boolean success, Instant now) {
    MultiMap headers = answer.headers();
    return headers == null ? null : RateHeaders.blockedUntil(headers, success, now);
  }
}
