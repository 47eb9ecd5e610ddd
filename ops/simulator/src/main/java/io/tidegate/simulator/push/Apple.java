package io.tidegate.simulator.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** APNs: over TLS and HTTP/2, with a look at each provider token. */
final class Apple implements PushService {
  private static final String TOPIC = "com.example.simulated";
  private static final String KEY_ID = "SIMULATED1";
  private static final String TEAM_ID = "SIMULATED0";
  private static final Pattern PATH = Pattern.compile("/3/device/([0-9A-Fa-f]{64,200})");
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final int LARGEST = 4096;
  private static final int LONGEST_COLLAPSE_ID = 64;

  private final Path folder;
  private final PushArrivals arrivals;
  private final InstantSource clock;
  private final Scripts scripts = new Scripts();
  private final Map<String, Instant> unregistered = new ConcurrentHashMap<>();
  private final KeyPair keys = Es256.generate();
  private final int port;

  /** Why a message is refused, in Apple's words. */
  private record Reason(int status, String word) {}

  /**
   * Starts it.
   *
   * @param wanted port; 0 for a free one
   * @param folder where the certificate to be trusted and the signing key are put
   */
  Apple(Vertx vertx, int wanted, Path folder, PushArrivals arrivals, InstantSource clock)
      throws IOException {
    this.folder = folder;
    this.arrivals = arrivals;
    this.clock = clock;
    Files.writeString(
        keyFile(),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    Path papers = folder.resolve("apns.p12");
    SelfSigned.make(papers, trustFile());
    int behind =
        Listening.at(
            vertx, new HttpServerOptions(), 0, request -> Listening.read(request, this::take));
    this.port = TlsFront.at(vertx, papers, wanted, behind);
  }

  private Path trustFile() {
    return folder.resolve("apns-trust.pem");
  }

  private Path keyFile() {
    return folder.resolve("apns-key.p8");
  }

  private void take(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    String id = request.getHeader("apns-id");
    response.putHeader("apns-id", id == null ? UUID.randomUUID().toString() : id);
    switch (scripts.take()) {
      case Script.Hang _ -> {}
      case Script.Reset _ -> Listening.reset(response);
      case Script.Refuse refuse -> {
        if (refuse.retryAfter() != null) {
          response.putHeader("Retry-After", refuse.retryAfter());
        }
        refuse(response, new Reason(refuse.status(), refuse.code()));
      }
      case Script.Accept _ -> accept(request, body);
    }
  }

  private void accept(HttpServerRequest request, Buffer body) {
    Matcher path = PATH.matcher(String.valueOf(request.path()));
    if (!path.matches()) {
      refuse(request.response(), new Reason(400, "BadDeviceToken"));
      return;
    }
    Instant now = clock.instant();
    Reason wrong = wrong(request.headers(), body, now);
    if (wrong != null) {
      refuse(request.response(), wrong);
      return;
    }
    String device = path.group(1);
    Instant dead = unregistered.get(device);
    if (dead != null) {
      JsonObject said =
          new JsonObject().put("reason", "Unregistered").put("timestamp", dead.toEpochMilli());
      Listening.json(request.response(), 410, said);
      return;
    }
    try {
      arrivals.add(channel(), device, new JsonObject(body).getString("pushId", ""));
      var _ = request.response().setStatusCode(200).end();
    } catch (DecodeException | ClassCastException e) {
      refuse(request.response(), new Reason(400, "PayloadEmpty"));
    }
  }

  private @Nullable Reason wrong(MultiMap headers, Buffer body, Instant now) {
    Reason sender = wrongSender(String.valueOf(headers.get("authorization")), now);
    if (sender != null) {
      return sender;
    }
    if (!TOPIC.equals(headers.get("apns-topic"))) {
      return new Reason(400, headers.get("apns-topic") == null ? "MissingTopic" : "BadTopic");
    }
    String expiration = headers.get("apns-expiration");
    if (expiration != null && !expiration.matches("\\d{1,18}")) {
      return new Reason(400, "BadExpirationDate");
    }
    String priority = headers.get("apns-priority");
    if (priority != null && !priority.matches("10|5|1")) {
      return new Reason(400, "BadPriority");
    }
    String collapse = headers.get("apns-collapse-id");
    if (collapse != null && collapse.getBytes(UTF_8).length > LONGEST_COLLAPSE_ID) {
      return new Reason(400, "BadCollapseId");
    }
    if (body.length() == 0) {
      return new Reason(400, "PayloadEmpty");
    }
    return body.length() > LARGEST ? new Reason(413, "PayloadTooLarge") : null;
  }

  private @Nullable Reason wrongSender(String authorization, Instant now) {
    if (!authorization.regionMatches(true, 0, "bearer ", 0, 7)) {
      return new Reason(403, "MissingProviderToken");
    }
    JsonObject claims = Es256.claims(authorization.substring(7), keys.getPublic());
    if (claims == null || !TEAM_ID.equals(claims.getString("iss"))) {
      return new Reason(403, "InvalidProviderToken");
    }
    Instant issued = Instant.ofEpochSecond(claims.getLong("iat", 0L));
    return issued.isBefore(now.minus(TOKEN_LIFE)) ? new Reason(403, "ExpiredProviderToken") : null;
  }

  private static void refuse(HttpServerResponse response, Reason reason) {
    Listening.json(response, reason.status(), new JsonObject().put("reason", reason.word()));
  }

  @Override
  public String channel() {
    return "apns";
  }

  @Override
  public JsonObject settings() {
    return new JsonObject()
        .put("endpoint", "https://localhost:" + port)
        .put("topic", TOPIC)
        .put("keyFile", keyFile().toString())
        .put("keyId", KEY_ID)
        .put("teamId", TEAM_ID)
        .put("trustFile", trustFile().toString());
  }

  @Override
  public Scripts scripts() {
    return scripts;
  }

  @Override
  public void kill(String device) {
    unregistered.put(device, clock.instant());
  }
}
