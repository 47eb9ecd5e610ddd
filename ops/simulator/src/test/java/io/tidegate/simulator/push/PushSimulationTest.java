package io.tidegate.simulator.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.interaso.webpush.VapidKeys;
import com.interaso.webpush.WebPush;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Push services as others' clients and their operator see them. */
class PushSimulationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String APPLE_TOKEN = "ab".repeat(32);

  private @TempDir Path folder;
  private PushSimulation simulation;
  private JsonObject addresses;

  @BeforeEach
  void start() throws IOException {
    simulation =
        PushSimulation.start(new PushSettings(folder, 0, 0, 0, 0, 100), InstantSource.system());
    addresses = new JsonObject(Files.readString(folder.resolve("push-services.json")));
  }

  @AfterEach
  void stop() {
    simulation.close();
  }

  /** Over a connection of its own: a pooled one may lose the answer to a POST (JDK-8357639). */
  private static HttpResponse<String> answer(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> desk(String method, String path, String body) throws Exception {
    return answer(
        HttpRequest.newBuilder(URI.create(addresses.getString("control") + path))
            .timeout(PATIENCE)
            .method(method, BodyPublishers.ofString(body))
            .build());
  }

  private void tell(String method, String path, String body) throws Exception {
    assertThat(desk(method, path, body).statusCode()).isEqualTo(200);
  }

  private List<JsonObject> arrivals() throws Exception {
    JsonArray page =
        new JsonObject(desk("GET", "/v1/arrivals", "").body()).getJsonArray("arrivals");
    return page.stream().map(JsonObject.class::cast).toList();
  }

  // --- FCM; that it is like Google's is shown in FcmDoubleTest ---

  private HttpResponse<String> fcm(String token, Duration patience) throws Exception {
    JsonObject settings = addresses.getJsonObject("fcm");
    byte[] account = Files.readAllBytes(Path.of(settings.getString("serviceAccountFile")));
    ServiceAccountCredentials credentials =
        ServiceAccountCredentials.fromStream(new ByteArrayInputStream(account));
    String access = credentials.createScoped(List.of("any")).refreshAccessToken().getTokenValue();
    return answer(
        HttpRequest.newBuilder(
                URI.create(
                    settings.getString("endpoint")
                        + "/v1/projects/"
                        + credentials.getProjectId()
                        + "/messages:send"))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(patience)
            .header("Authorization", "Bearer " + access)
            .POST(
                BodyPublishers.ofString(
                    "{\"message\": {\"token\": \"%s\", \"data\": {\"pushId\": \"p1\"}}}"
                        .formatted(token)))
            .build());
  }

  @Test
  void whatFcmAcceptsIsWrittenDownWithItsTokenAndPushId() throws Exception {
    Instant before = Instant.now();
    assertThat(fcm("phone", PATIENCE).statusCode()).isEqualTo(200);
    JsonObject arrival = arrivals().getFirst();
    assertThat(arrival.getString("channel")).isEqualTo("fcm");
    assertThat(arrival.getString("device")).isEqualTo("phone");
    assertThat(arrival.getString("push")).isEqualTo("p1");
    assertThat(Instant.EPOCH.plusNanos(arrival.getLong("epochMicros") * 1_000))
        .isBetween(before.minusMillis(1), Instant.now());
  }

  @Test
  void fcmDoesWhatItIsToldAndThenWhatIsUsual() throws Exception {
    tell(
        "POST",
        "/v1/push-services/fcm/next",
        """
        {"answer": "refuse", "status": 429, "code": "QUOTA_EXCEEDED", "retryAfter": "7", "times": 2}
        """);
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> refused = fcm("phone", PATIENCE);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("7");
      assertThat(refused.body()).contains("QUOTA_EXCEEDED");
    }
    tell("POST", "/v1/push-services/fcm/next", "{\"answer\": \"reset\"}");
    assertThatThrownBy(() -> fcm("phone", PATIENCE)).isInstanceOf(IOException.class);
    tell("POST", "/v1/push-services/fcm/next", "{\"answer\": \"hang\"}");
    assertThatThrownBy(() -> fcm("phone", Duration.ofMillis(300)))
        .isInstanceOf(HttpTimeoutException.class);
    tell("PUT", "/v1/push-services/fcm/usual", "{\"answer\": \"refuse\", \"status\": 503}");
    assertThat(fcm("phone", PATIENCE).statusCode()).isEqualTo(503);
    tell("PUT", "/v1/push-services/fcm/usual", "{\"answer\": \"accept\"}");
    tell("POST", "/v1/push-services/fcm/dead", "{\"device\": \"phone\"}");
    assertThat(fcm("phone", PATIENCE).body()).contains("UNREGISTERED");
    JsonObject shown = new JsonObject(desk("GET", "/v1/push-services/fcm", "").body());
    assertThat(shown.getLong("asked")).isEqualTo(6);
    assertThat(shown.getLong("accepted")).isZero();
  }

  // --- APNs, by pushy's client ---

  private ApnsClient apple(String keyId) throws Exception {
    JsonObject settings = addresses.getJsonObject("apns");
    URI endpoint = URI.create(settings.getString("endpoint"));
    return new ApnsClientBuilder()
        .setApnsServer(endpoint.getHost(), endpoint.getPort())
        .setTrustedServerCertificateChain(Path.of(settings.getString("trustFile")).toFile())
        .setSigningKey(
            ApnsSigningKey.loadFromPkcs8File(
                Path.of(settings.getString("keyFile")).toFile(),
                keyId.equals("") ? settings.getString("teamId") : keyId,
                settings.getString("keyId")))
        .build();
  }

  private PushNotificationResponse<SimpleApnsPushNotification> send(ApnsClient apple, String topic)
      throws Exception {
    return apple
        .sendNotification(
            new SimpleApnsPushNotification(
                APPLE_TOKEN, topic, "{\"aps\": {\"alert\": \"rent\"}, \"pushId\": \"p2\"}"))
        .get();
  }

  @Test
  void pushyTakesItForAppleAndHearsItsReasons() throws Exception {
    String topic = addresses.getJsonObject("apns").getString("topic");
    ApnsClient apple = apple("");
    assertThat(send(apple, topic).isAccepted()).isTrue();
    JsonObject arrival = arrivals().getFirst();
    assertThat(arrival.getString("channel")).isEqualTo("apns");
    assertThat(arrival.getString("device")).isEqualTo(APPLE_TOKEN);
    assertThat(arrival.getString("push")).isEqualTo("p2");

    assertThat(send(apple, "com.example.others").getRejectionReason()).contains("BadTopic");
    tell(
        "POST",
        "/v1/push-services/apns/next",
        "{\"answer\": \"refuse\", \"status\": 429, \"code\": \"TooManyRequests\"}");
    PushNotificationResponse<SimpleApnsPushNotification> busy = send(apple, topic);
    assertThat(busy.getStatusCode()).isEqualTo(429);
    assertThat(busy.getRejectionReason()).contains("TooManyRequests");
    tell("POST", "/v1/push-services/apns/dead", "{\"device\": \"" + APPLE_TOKEN + "\"}");
    PushNotificationResponse<SimpleApnsPushNotification> dead = send(apple, topic);
    assertThat(dead.getRejectionReason()).contains("Unregistered");
    assertThat(dead.getTokenInvalidationTimestamp()).isPresent();
    apple.close().get();

    ApnsClient stranger = apple("STRANGER01");
    assertThat(send(stranger, topic).getRejectionReason()).contains("InvalidProviderToken");
    stranger.close().get();
  }

  // --- Web Push, encrypted and signed by a library of others ---

  private int browser(URI signedFor, URI endpoint, int change) throws Exception {
    WebPush push = new WebPush("mailto:ops@example.com", VapidKeys.generate());
    JsonObject keys = addresses.getJsonObject("web-push").getJsonObject("keys");
    Base64.Decoder decoder = Base64.getUrlDecoder();
    byte[] body =
        push.getBody(
            "{\"id\": \"p3\", \"title\": \"집세\"}".getBytes(UTF_8),
            decoder.decode(keys.getString("p256dh")),
            decoder.decode(keys.getString("auth")));
    body[body.length - 1] ^= (byte) change;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(body));
    push.getHeaders(signedFor.toString(), 60, null, WebPush.Urgency.High)
        .forEach(request::setHeader);
    return answer(request.build()).statusCode();
  }

  @Test
  void aBrowserOpensWhatWasEncryptedForItAndNothingElse() throws Exception {
    URI endpoint =
        URI.create(addresses.getJsonObject("web-push").getString("endpoints") + "browser-1");
    assertThat(browser(endpoint, endpoint, 0)).isEqualTo(201);
    JsonObject arrival = arrivals().getFirst();
    assertThat(arrival.getString("channel")).isEqualTo("web-push");
    assertThat(arrival.getString("device")).isEqualTo("browser-1");
    assertThat(arrival.getString("push")).isEqualTo("p3");

    assertThat(browser(endpoint, endpoint, 1)).as("changed on its way").isEqualTo(400);
    assertThat(browser(URI.create("https://push.example.com/1"), endpoint, 0))
        .as("signed for another push service")
        .isEqualTo(401);
    tell(
        "POST",
        "/v1/push-services/web-push/next",
        "{\"answer\": \"refuse\", \"status\": 429, \"retryAfter\": \"3\"}");
    assertThat(browser(endpoint, endpoint, 0)).isEqualTo(429);
    tell("POST", "/v1/push-services/web-push/dead", "{\"device\": \"browser-1\"}");
    assertThat(browser(endpoint, endpoint, 0)).isEqualTo(410);
    assertThat(arrivals()).hasSize(1);
  }

  @Test
  void aWrongRequestIsAnsweredWithWhatIsAllowed() throws Exception {
    assertThat(desk("GET", "/v1/nothing", "").statusCode()).isEqualTo(404);
    assertThat(desk("GET", "/v1/push-services/pigeon", "").statusCode()).isEqualTo(404);
    assertThat(desk("GET", "/v1/push-services/fcm/next", "").statusCode()).isEqualTo(405);
    assertThat(desk("GET", "/v1/arrivals?from=x", "").statusCode()).isEqualTo(400);
    assertThat(desk("POST", "/v1/push-services/apns/withdrawn-tokens", "").statusCode())
        .isEqualTo(404);
    for (String wrong :
        List.of(
            "no JSON",
            "{}",
            "{\"answer\": \"perhaps\"}",
            "{\"answer\": \"refuse\", \"status\": 200}",
            "{\"answer\": \"refuse\", \"status\": \"busy\"}",
            "{\"answer\": \"accept\", \"times\": 0}",
            "{\"answer\": \"accept\", \"when\": 0}")) {
      HttpResponse<String> answer = desk("POST", "/v1/push-services/fcm/next", wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
      assertThat(new JsonObject(answer.body()).getString("detail")).isNotBlank();
    }
    assertThat(desk("POST", "/v1/push-services/fcm/dead", "{}").body()).contains("device");
    assertThat(fcm("phone", PATIENCE).statusCode()).as("nothing was told").isEqualTo(200);
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    int taken = simulation.control().getPort();
    assertThatThrownBy(
            () ->
                PushSimulation.start(
                    new PushSettings(folder, taken, 0, 0, 0, 100), InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + taken);
  }
}
