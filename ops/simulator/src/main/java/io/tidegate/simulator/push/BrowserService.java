package io.tidegate.simulator.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A push service of Web Push (RFC 8030), and the browsers behind it: whatever name stands at the
 * end of the endpoint is a subscription, and all have the same keys.
 */
final class BrowserService implements PushService {
  private static final Pattern PATH = Pattern.compile("/push/([A-Za-z0-9_-]{1,100})");
  private static final Pattern VAPID = Pattern.compile("vapid t=([^, ]+), ?k=([^, ]+)");
  private static final int LARGEST = 4096;

  private final PushArrivals arrivals;
  private final InstantSource clock;
  private final Scripts scripts = new Scripts();
  private final Envelope envelope = new Envelope();
  private final Set<String> gone = ConcurrentHashMap.newKeySet();
  private final String origin;

  /**
   * Starts it.
   *
   * @param wanted port; 0 for a free one
   */
  BrowserService(Vertx vertx, int wanted, PushArrivals arrivals, InstantSource clock)
      throws IOException {
    this.arrivals = arrivals;
    this.clock = clock;
    int port =
        Listening.at(
            vertx, new HttpServerOptions(), wanted, request -> Listening.read(request, this::take));
    this.origin = "http://127.0.0.1:" + port;
  }

  private void take(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    switch (scripts.take()) {
      case Script.Hang _ -> {}
      case Script.Reset _ -> Listening.reset(response);
      case Script.Refuse refuse -> {
        if (refuse.retryAfter() != null) {
          response.putHeader("Retry-After", refuse.retryAfter());
        }
        end(response, refuse.status(), refuse.code());
      }
      case Script.Accept _ -> accept(request, body);
    }
  }

  private void accept(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    Matcher path = PATH.matcher(String.valueOf(request.path()));
    if (!path.matches() || gone.contains(path.group(1))) {
      end(response, 410, "no such subscription");
    } else if (!String.valueOf(request.getHeader("TTL")).matches("\\d{1,10}")) {
      end(response, 400, "TTL is missing");
    } else if (!"aes128gcm".equals(request.getHeader("Content-Encoding"))) {
      end(response, 415, "Content-Encoding must be aes128gcm");
    } else if (body.length() > LARGEST) {
      end(response, 413, "too large");
    } else if (!isSigned(String.valueOf(request.getHeader("Authorization")))) {
      end(response, 401, "the sender's signature is not right");
    } else {
      open(response, path.group(1), body);
    }
  }

  /** RFC 8292: signed by the key that stands beside it, for this origin, for a day at most. */
  private boolean isSigned(String authorization) {
    Matcher vapid = VAPID.matcher(authorization);
    if (!vapid.matches()) {
      return false;
    }
    try {
      byte[] key = Base64.getUrlDecoder().decode(vapid.group(2));
      JsonObject claims = Es256.claims(vapid.group(1), Es256.key(key, envelope.publicKey()));
      long left =
          claims == null ? -1 : claims.getLong("exp", 0L) - clock.instant().getEpochSecond();
      return claims != null
          && origin.equals(claims.getString("aud"))
          && left > 0
          && left <= 24 * 3600;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private void open(HttpServerResponse response, String subscription, Buffer body) {
    try {
      JsonObject message = new JsonObject(new String(envelope.open(body.getBytes()), UTF_8));
      arrivals.add(channel(), subscription, message.getString("id", ""));
      response.putHeader("Location", origin + "/message/" + scripts.asked());
      end(response, 201, "");
    } catch (GeneralSecurityException | DecodeException | ClassCastException e) {
      end(response, 400, "the browser cannot read it");
    }
  }

  private static void end(HttpServerResponse response, int status, String text) {
    var _ = response.setStatusCode(status).end(text);
  }

  @Override
  public String channel() {
    return "web-push";
  }

  @Override
  public JsonObject settings() {
    return new JsonObject()
        .put("endpoints", origin + "/push/")
        .put(
            "keys", new JsonObject().put("p256dh", envelope.p256dh()).put("auth", envelope.auth()));
  }

  @Override
  public Scripts scripts() {
    return scripts;
  }

  @Override
  public void kill(String device) {
    gone.add(device);
  }
}
