package io.tidegate.simulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The control interface: counts, moods, the ledger, and the end. */
final class ControlDesk {
  private static final Pattern INSTITUTION =
      Pattern.compile("/v1/institutions/([A-Z0-9_]{1,32})(/mood)?");
  private static final Set<String> MOOD_KEYS =
      Set.of("mood", "share", "latency", "spread", "retryAfter");

  /** No mood is so long. */
  private static final int LARGEST_BODY = 64 * 1024;

  private final Simulation simulation;
  private final Visitors visitors;
  private int port;

  /** A request that is wrong, and how it is said. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Wrong(int status, String detail) {
      super(detail);
      this.status = status;
    }
  }

  ControlDesk(Simulation simulation, Visitors visitors) {
    this.simulation = simulation;
    this.visitors = visitors;
  }

  Future<Void> open(Vertx vertx, int wanted) {
    HttpServer server =
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(wanted));
    return visitors
        .watch(server)
        .requestHandler(this::take)
        .listen()
        .onSuccess(listening -> port = listening.actualPort())
        .recover(e -> Door.notListening("127.0.0.1", wanted, e))
        .mapEmpty();
  }

  int port() {
    return port;
  }

  private void take(HttpServerRequest request) {
    body(request)
        .compose(body -> served(request, body))
        .onSuccess(json -> send(request, 200, "application/json", json))
        .onFailure(e -> refuse(request, e));
  }

  private Future<JsonObject> served(HttpServerRequest request, Buffer body) {
    Visitors.Visit visit = visitors.of(request.connection());
    visit.asked();
    return Future.succeededFuture(body)
        .compose(read -> answer(request, read))
        .onComplete(done -> visit.served());
  }

  private static Future<Buffer> body(HttpServerRequest request) {
    Promise<Buffer> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    request.exceptionHandler(whole::tryFail);
    request.handler(
        chunk -> {
          if (read.length() + chunk.length() > LARGEST_BODY) {
            whole.tryFail(new Wrong(413, "a body may have 64 KiB"));
            var _ = request.connection().close();
          } else {
            read.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> whole.tryComplete(read));
    return whole.future();
  }

  private Future<JsonObject> answer(HttpServerRequest request, Buffer body) {
    String path = String.valueOf(request.path());
    Matcher institution = INSTITUTION.matcher(path);
    if (path.equals("/v1/institutions")) {
      only(request, HttpMethod.GET);
      return Future.succeededFuture(all());
    }
    if (institution.matches()) {
      Institution known = simulation.institutions().get(institution.group(1));
      if (known == null) {
        throw new Wrong(404, "no institution " + institution.group(1));
      }
      return institution.group(2) == null ? one(request, known) : mood(request, known, body);
    }
    if (path.equals("/v1/ledger/flush")) {
      only(request, HttpMethod.POST);
      return simulation.ledger().flush().map(flushed -> ledger());
    }
    if (path.equals("/v1/stop")) {
      only(request, HttpMethod.POST);
      request.response().endHandler(sent -> simulation.stop());
      return Future.succeededFuture(ledger());
    }
    throw new Wrong(404, "no path " + path);
  }

  private static void only(HttpServerRequest request, HttpMethod method) {
    if (!request.method().equals(method)) {
      request.response().putHeader("Allow", method.name());
      throw new Wrong(405, request.path() + " wants " + method);
    }
  }

  private Future<JsonObject> one(HttpServerRequest request, Institution institution) {
    only(request, HttpMethod.GET);
    return Future.succeededFuture(shown(institution));
  }

  private Future<JsonObject> mood(HttpServerRequest request, Institution institution, Buffer body) {
    if (request.method().equals(HttpMethod.GET)) {
      return Future.succeededFuture(shown(institution.mood()));
    }
    only(request, HttpMethod.PUT);
    Mood mood = read(body, institution.usualLatency());
    return simulation.mood(institution, mood).map(changed -> shown(mood));
  }

  private static Mood read(Buffer body, Latency usual) {
    try {
      JsonObject json = body.toJsonObject();
      Set<String> unknown = new TreeSet<>(json.fieldNames());
      unknown.removeAll(MOOD_KEYS);
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "unknown: " + unknown + ", allowed: " + new TreeSet<>(MOOD_KEYS));
      }
      Mood.Kind kind = Mood.Kind.of(json.getString("mood", "normal"));
      Latency latency = kind == Mood.Kind.SLOW ? Mood.slow(usual) : usual;
      if (json.containsKey("latency")) {
        latency = new Latency(Duration.parse(json.getString("latency")), latency.spread());
      }
      if (json.containsKey("spread")) {
        latency = new Latency(latency.median(), json.getDouble("spread"));
      }
      return new Mood(kind, json.getDouble("share", 1.0), latency, json.getString("retryAfter"));
    } catch (DateTimeException | ClassCastException | DecodeException e) {
      throw new Wrong(400, "the body must be a mood as JSON: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new Wrong(400, String.valueOf(e.getMessage()));
    }
  }

  private JsonObject all() {
    JsonArray list = new JsonArray();
    simulation.institutions().values().forEach(institution -> list.add(shown(institution)));
    return new JsonObject().put("institutions", list).put("ledger", ledger());
  }

  private JsonObject shown(Institution institution) {
    JsonArray addresses = new JsonArray();
    simulation.addresses(institution.code()).forEach(url -> addresses.add(url.toString()));
    return new JsonObject()
        .put("institution", institution.code())
        .put("addresses", addresses)
        .put("mood", shown(institution.mood()))
        .put("counts", institution.counts().json());
  }

  private static JsonObject shown(Mood mood) {
    return new JsonObject()
        .put("mood", mood.kind().word())
        .put("share", mood.share())
        .put("latency", mood.latency().median().toString())
        .put("spread", mood.latency().spread())
        .put("retryAfter", mood.retryAfter());
  }

  private JsonObject ledger() {
    return new JsonObject()
        .put("rows", simulation.ledger().rows())
        .put("stalls", simulation.ledger().stalls())
        .put("longestStall", simulation.stalls().longest().toString());
  }

  private static void refuse(HttpServerRequest request, Throwable e) {
    int status = e instanceof Wrong wrong ? wrong.status : 500;
    JsonObject problem =
        new JsonObject()
            .put("title", status == 500 ? "the simulator failed" : "wrong request")
            .put("status", status)
            .put("detail", message(e));
    send(request, status, "application/problem+json", problem);
  }

  private static @Nullable String message(Throwable e) {
    return e instanceof Wrong ? e.getMessage() : e.toString();
  }

  private static void send(HttpServerRequest request, int status, String type, JsonObject json) {
    if (!request.response().closed()) {
      var _ =
          request
              .response()
              .setStatusCode(status)
              .putHeader("Content-Type", type)
              .end(json.encodePrettily() + "\n");
    }
  }
}
