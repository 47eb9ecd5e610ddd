package io.tidegate.simulator.fcm;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers like FCM at an address of its own, over HTTP/2 or 1.1; issues access tokens at {@code
 * /token}. All of it runs on one event loop; whoever watches may do so from any thread.
 */
public final class FcmDouble implements AutoCloseable {
  /** Of HTTP/2. */
  private static final long INTERNAL_ERROR = 2;

  private static final Pattern SEND = Pattern.compile("/v1/projects/([^/]+)/messages:send");

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
  private final AccessTokens tokens = new AccessTokens();
  private final Set<String> dead = ConcurrentHashMap.newKeySet();
  private final Queue<FcmReply> next = new ConcurrentLinkedQueue<>();
  private final Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
  private final AtomicLong asked = new AtomicLong();
  private final Supplier<FcmReply> told;
  private final Consumer<Accepted> watcher;
  private final boolean secure;
  private final int port;
  private volatile FcmReply usual = new FcmReply.Accept();

  /**
   * A message that was accepted.
   *
   * @param name what FCM calls it
   * @param message as it came
   * @param version of HTTP that it came over
   */
  public record Accepted(String name, String project, JsonObject message, HttpVersion version) {
    /** An entry of the message's data; null if there is none. */
    public @Nullable String data(String key) {
      return message.getJsonObject("data", new JsonObject()).getString(key);
    }
  }

  private FcmDouble(
      HttpServerOptions options,
      int wanted,
      @Nullable Supplier<FcmReply> told,
      @Nullable Consumer<Accepted> watcher) {
    this.secure = options.isSsl();
    this.told = told == null ? this::asTold : told;
    this.watcher = watcher == null ? accepted::add : watcher;
    HttpServer server = vertx.createHttpServer(options).requestHandler(this::take);
    port =
        server
            .listen(wanted, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(30, TimeUnit.SECONDS)
            .join()
            .actualPort();
  }

  /** Starts one on a free port of loopback, without TLS: HTTP/2 with prior knowledge, or 1.1. */
  public static FcmDouble start() {
    return new FcmDouble(new HttpServerOptions(), 0, null, null);
  }

  /**
   * Starts one that keeps nothing of what it accepts, for as many messages as may come.
   *
   * @param port 0 for a free one
   * @param told what becomes of the message that has come
   * @param watcher told of each message that is accepted, at once, on the event loop
   */
  public static FcmDouble start(int port, Supplier<FcmReply> told, Consumer<Accepted> watcher) {
    return new FcmDouble(new HttpServerOptions(), port, told, watcher);
  }

  /**
   * Starts one with TLS; HTTP/2 for those who ask for it.
   *
   * @param certificate PEM file
   * @param key PEM file of its private key
   */
  public static FcmDouble startSecure(Path certificate, Path key) {
    return new FcmDouble(
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(certificate.toAbsolutePath().toString())
                    .setKeyPath(key.toAbsolutePath().toString())),
        0,
        null,
        null);
  }

  /** Its base address. */
  public URI url() {
    return URI.create((secure ? "https" : "http") + "://127.0.0.1:" + port);
  }

  /**
   * A service account's JSON file for a project.
   *
   * @param issuer base address of the double that issues its access tokens
   */
  public String serviceAccount(String project, URI issuer) {
    return tokens.serviceAccount(project, issuer.resolve("/token"));
  }

  /** The same, of this double's tokens. */
  public String serviceAccount(String project) {
    return serviceAccount(project, url());
  }

  /** What becomes of the next message for which nothing else is said. */
  public void next(FcmReply reply) {
    next.add(reply);
  }

  /** What becomes of all messages for which nothing else is said. */
  public void always(FcmReply reply) {
    usual = reply;
  }

  /** A device's token is dead: {@code UNREGISTERED}. */
  public void kill(String deviceToken) {
    dead.add(deviceToken);
  }

  /** All access tokens are withdrawn. */
  public void withdrawTokens() {
    tokens.withdraw();
  }

  /** How many messages it was asked to send. */
  public long asked() {
    return asked.get();
  }

  /** How many access tokens were issued. */
  public int issued() {
    return tokens.issued();
  }

  /** What it accepted, in this order; nothing if somebody else watches. */
  public List<Accepted> accepted() {
    return List.copyOf(accepted);
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              String path = String.valueOf(request.path());
              Matcher send = SEND.matcher(path);
              if (path.equals("/token")) {
                issue(request.response(), body.toString());
              } else if (send.matches()) {
                message(request, send.group(1), body);
              } else {
                refuse(
                    request.response(),
                    new FcmReply.Refuse(404, "NOT_FOUND", null),
                    "no such path");
              }
            });
  }

  private void issue(HttpServerResponse response, String form) {
    String token = tokens.issue(form);
    if (token == null) {
      end(response.setStatusCode(400), new JsonObject().put("error", "invalid_grant"));
      return;
    }
    end(
        response,
        new JsonObject()
            .put("access_token", token)
            .put("token_type", "Bearer")
            .put("expires_in", 3600));
  }

  private void message(HttpServerRequest request, String project, Buffer body) {
    asked.incrementAndGet();
    HttpServerResponse response = request.response();
    if (!tokens.isGood(request.getHeader("Authorization"))) {
      refuse(
          response,
          new FcmReply.Refuse(401, "UNAUTHENTICATED", null),
          "Request had invalid authentication credentials.");
      return;
    }
    switch (told.get()) {
      case FcmReply.Hang _ -> {}
      case FcmReply.Reset _ -> {
        var _ = response.reset(INTERNAL_ERROR);
      }
      case FcmReply.Refuse refusal -> refuse(response, refusal, "told to");
      case FcmReply.Accept _ -> accept(request, project, read(body), Duration.ZERO);
      case FcmReply.Late late -> accept(request, project, read(body), late.after());
    }
  }

  private FcmReply asTold() {
    FcmReply said = next.poll();
    return said == null ? usual : said;
  }

  private static @Nullable JsonObject read(Buffer body) {
    try {
      return body.toJsonObject().getJsonObject("message");
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }

  private void accept(
      HttpServerRequest request, String project, @Nullable JsonObject message, Duration after) {
    HttpServerResponse response = request.response();
    String wrong = FcmMessages.wrong(message);
    if (message == null || wrong != null) {
      refuse(response, new FcmReply.Refuse(400, "INVALID_ARGUMENT", null), String.valueOf(wrong));
      return;
    }
    if (dead.contains(message.getString("token"))) {
      refuse(
          response,
          new FcmReply.Refuse(404, "UNREGISTERED", null),
          "Requested entity was not found.");
      return;
    }
    String name = "projects/" + project + "/messages/" + asked.get();
    watcher.accept(new Accepted(name, project, message, request.version()));
    JsonObject answer = new JsonObject().put("name", name);
    if (after.isZero()) {
      end(response, answer);
    } else {
      var _ = vertx.setTimer(after.toMillis(), timer -> end(response, answer));
    }
  }

  private static void refuse(HttpServerResponse response, FcmReply.Refuse refusal, String text) {
    response.setStatusCode(refusal.status());
    if (refusal.retryAfter() != null) {
      response.putHeader("Retry-After", refusal.retryAfter());
    }
    end(response, FcmErrors.document(refusal, text));
  }

  private static void end(HttpServerResponse response, JsonObject body) {
    var _ = response.putHeader("Content-Type", "application/json").end(body.encode());
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
