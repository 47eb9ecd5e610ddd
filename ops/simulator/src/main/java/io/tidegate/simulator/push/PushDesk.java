package io.tidegate.simulator.push;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The control interface of push services: counts, arrivals, scripts, and the end. */
final class PushDesk {
  private static final Pattern SERVICE =
      Pattern.compile("/v1/push-services/([a-z-]{1,20})(?:/(next|usual|dead|withdrawn-tokens))?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
  private static final int LARGEST_PAGE = 10_000;
  private static final int MOST_TIMES = 1_000_000;

  private final List<PushService> services;
  private final PushArrivals arrivals;
  private final Runnable stop;

  /** A request that is wrong, and how it is said. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Wrong(int status, String detail) {
      super(detail);
      this.status = status;
    }
  }

  PushDesk(List<PushService> services, PushArrivals arrivals, Runnable stop) {
    this.services = List.copyOf(services);
    this.arrivals = arrivals;
    this.stop = stop;
  }

  void take(HttpServerRequest request) {
    Listening.read(request, this::answer);
  }

  private void answer(HttpServerRequest request, Buffer body) {
    try {
      Listening.json(request.response(), 200, answered(request, body));
    } catch (Wrong e) {
      refuse(request, e.status, e);
    } catch (IllegalArgumentException | ClassCastException e) {
      refuse(request, 400, e);
    } catch (DecodeException e) {
      refuse(request, 400, new Wrong(400, "the body must be a JSON object"));
    }
  }

  private JsonObject answered(HttpServerRequest request, Buffer body) {
    String path = String.valueOf(request.path());
    if (path.equals("/v1/push-services")) {
      only(request, "GET");
      return all();
    }
    if (path.equals("/v1/arrivals")) {
      only(request, "GET");
      return page(number(request, "from", 0), (int) number(request, "most", LARGEST_PAGE));
    }
    if (path.equals("/v1/stop")) {
      only(request, "POST");
      request.response().endHandler(sent -> stop.run());
      return all();
    }
    Matcher of = SERVICE.matcher(path);
    if (!of.matches()) {
      throw new Wrong(404, "no path " + path);
    }
    PushService service = service(of.group(1));
    return of.group(2) == null ? one(request, service) : told(request, service, of.group(2), body);
  }

  private PushService service(String channel) {
    return services.stream()
        .filter(one -> one.channel().equals(channel))
        .findFirst()
        .orElseThrow(() -> new Wrong(404, "no push service " + channel));
  }

  private JsonObject one(HttpServerRequest request, PushService service) {
    only(request, "GET");
    return shown(service);
  }

  private JsonObject told(
      HttpServerRequest request, PushService service, String what, Buffer body) {
    switch (what) {
      case "next" -> {
        only(request, "POST");
        JsonObject json = body.toJsonObject();
        times(json, service.scripts()::next);
      }
      case "usual" -> {
        only(request, "PUT");
        service.scripts().usual(Script.read(body.toJsonObject()));
      }
      case "dead" -> {
        only(request, "POST");
        service.kill(
            Optional.ofNullable(body.toJsonObject().getString("device"))
                .orElseThrow(() -> new Wrong(400, "device is missing")));
      }
      default -> {
        only(request, "POST");
        if (!(service instanceof Google google)) {
          throw new Wrong(404, "only fcm has access tokens");
        }
        google.withdrawTokens();
      }
    }
    return shown(service);
  }

  private static void times(JsonObject json, Consumer<Script> next) {
    int times = json.getInteger("times", 1);
    if (times < 1 || times > MOST_TIMES) {
      throw new Wrong(400, "times must be 1 to %d, but is %d".formatted(MOST_TIMES, times));
    }
    Script script = Script.read(json);
    for (int i = 0; i < times; i++) {
      next.accept(script);
    }
  }

  private static void only(HttpServerRequest request, String method) {
    if (!request.method().name().equals(method)) {
      request.response().putHeader("Allow", method);
      throw new Wrong(405, request.path() + " wants " + method);
    }
  }

  private static long number(HttpServerRequest request, String name, long usual) {
    String text = request.getParam(name);
    if (text == null) {
      return usual;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new Wrong(400, name + " must be a whole number, but is " + text);
    }
    return Long.parseLong(text);
  }

  private JsonObject all() {
    JsonArray shown = new JsonArray();
    services.forEach(service -> shown.add(shown(service)));
    return new JsonObject().put("services", shown).put("accepted", arrivals.count());
  }

  private JsonObject shown(PushService service) {
    return new JsonObject()
        .put("channel", service.channel())
        .put("settings", service.settings())
        .put("asked", service.scripts().asked())
        .put("accepted", arrivals.accepted(service.channel()));
  }

  private JsonObject page(long from, int most) {
    JsonArray page = new JsonArray();
    List<PushArrivals.Arrival> found = arrivals.from(from, Math.clamp(most, 1, LARGEST_PAGE));
    for (PushArrivals.Arrival one : found) {
      page.add(
          new JsonObject()
              .put("number", one.number())
              .put("channel", one.channel())
              .put("device", one.device())
              .put("push", one.push())
              .put("epochMicros", one.epochMicros()));
    }
    return new JsonObject()
        .put("arrivals", page)
        .put("next", found.isEmpty() ? from : found.getLast().number() + 1)
        .put("first", arrivals.first())
        .put("count", arrivals.count());
  }

  private static void refuse(HttpServerRequest request, int status, Exception e) {
    Listening.json(
        request.response(),
        status,
        new JsonObject()
            .put("title", "wrong request")
            .put("status", status)
            .put("detail", e.getMessage()));
  }
}
