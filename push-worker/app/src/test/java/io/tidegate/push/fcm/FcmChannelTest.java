package io.tidegate.push.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.messages.LinkPreview;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Posts;
import io.tidegate.push.channel.Specimens;
import io.tidegate.push.device.Device;
import io.tidegate.simulator.fcm.FcmDouble;
import io.tidegate.simulator.fcm.FcmReply;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a push becomes at FCM's double, and what its answers mean. */
class FcmChannelTest {
  private static final Push PUSH = Specimens.push("fcm");
  private static final Device DEVICE = Specimens.device("fcm", "bank", "a-token", null, null);

  private final Vertx vertx = Vertx.vertx();
  private final FcmDouble fcm = FcmDouble.start();
  private final List<Posts> opened = new ArrayList<>();
  private @TempDir Path folder;
  private FcmChannel channel;

  @BeforeEach
  void start() throws IOException {
    channel = channel(Duration.ofSeconds(10));
  }

  private FcmChannel channel(Duration timeout) throws IOException {
    return channel(timeout, "bank");
  }

  /** Of apps of one project. */
  private FcmChannel channel(Duration timeout, String... names) throws IOException {
    Posts posts = new Posts(vertx, 2, 500, timeout);
    opened.add(posts);
    Path account = folder.resolve("account.json");
    Files.writeString(account, fcm.serviceAccount("demo-project"));
    Map<String, FcmApp> apps = new HashMap<>();
    for (String name : names) {
      apps.put(
          name,
          FcmApp.read(
              name,
              account,
              fcm.url(),
              work -> vertx.executeBlocking(Executors.callable(work), false),
              Clock.systemUTC()));
    }
    return new FcmChannel(apps, posts, timeout, Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    opened.forEach(Posts::close);
    vertx.close().toCompletionStage().toCompletableFuture().join();
    fcm.close();
  }

  private static Answer send(FcmChannel channel) {
    return channel.send(PUSH, DEVICE).orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Sends until a push is accepted within the channel's time-out. */
  private static void awaitAccepted(FcmChannel channel) {
    long began = System.nanoTime();
    while (!isAccepted(channel)) {
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(30));
    }
  }

  private static boolean isAccepted(FcmChannel channel) {
    try {
      return send(channel) instanceof Answer.Accepted;
    } catch (CompletionException e) { // too slow, on a busy machine
      return false;
    }
  }

  private Answer afterwards(FcmReply reply) {
    fcm.next(reply);
    return send(channel);
  }

  @Test
  void aPushSaysAllThatItsTimerSays() {
    assertThat(send(channel)).isEqualTo(new Answer.Accepted());
    FcmDouble.Accepted accepted = fcm.accepted().getFirst();
    assertThat(accepted.version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(accepted.project()).isEqualTo("demo-project");
    JsonObject message = accepted.message();
    assertThat(message.getString("token")).isEqualTo("a-token");
    assertThat(message.getJsonObject("notification").getMap())
        .containsExactlyInAnyOrderEntriesOf(Map.of("title", "Miete 집세", "body", "fällig"));
    assertThat(message.getJsonObject("data").getMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("account", "7", "link", "https://example.com/rent", "pushId", PUSH.id()));
    assertThat(message.getJsonObject("android").getString("collapse_key")).isEqualTo("rent");
    assertThat(message.getJsonObject("android").getString("ttl")).matches("3[56]\\d\\ds");
    assertThat(message.getJsonObject("apns").getJsonObject("headers").getMap())
        .containsEntry("apns-expiration", "" + PUSH.expires().getEpochSecond())
        .containsEntry("apns-collapse-id", "rent");
    assertThat(message.getJsonObject("webpush").getJsonObject("fcm_options").getString("link"))
        .isEqualTo("https://example.com/rent");
  }

  @Test
  void appsOfOneProjectHaveOneQuota() throws IOException {
    FcmChannel both = channel(Duration.ofSeconds(10), "bank", "bank-beta");
    assertThat(both.quota("bank")).isEqualTo(both.quota("bank-beta")).contains("demo-project");
    assertThat(both.quota("unknown")).isEqualTo("unknown");
  }

  @Test
  void aTokenAndAConnectionAreThereBeforeTheFirstPushAndNothingIsAskedOverIt() {
    channel.connect();
    long began = System.nanoTime();
    while (fcm.issued() == 0) {
      assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(30));
      Thread.onSpinWait();
    }
    assertThat(fcm.asked()).isZero();
    assertThat(send(channel)).isEqualTo(new Answer.Accepted());
    assertThat(fcm.asked()).isOne();
    assertThat(fcm.issued()).isOne();
  }

  @Test
  void whatItsLinkShowsStandsInTheNotificationAndForTheApp() {
    Push push = PUSH.showing(new LinkPreview("So zahlt man", "https://example.com/rent.png"));
    assertThat(channel.send(push, DEVICE).join()).isEqualTo(new Answer.Accepted());
    JsonObject message = fcm.accepted().getFirst().message();
    assertThat(message.getJsonObject("notification").getMap())
        .containsEntry("image", "https://example.com/rent.png")
        .containsEntry("body", "fällig");
    assertThat(message.getJsonObject("data").getMap()).containsEntry("linkTitle", "So zahlt man");
    assertThat(
            message
                .getJsonObject("apns")
                .getJsonObject("payload")
                .getJsonObject("aps")
                .getInteger("mutable-content"))
        .isOne();
    Push silent = Specimens.silent(push);
    channel.send(silent, DEVICE).join();
    assertThat(fcm.accepted().get(1).message().getJsonObject("notification").getString("body"))
        .as("where a timer says nothing more, the page does")
        .isEqualTo("So zahlt man");
  }

  @Test
  void anAnswerMeansWhatFcmSaysThatItMeans() {
    assertThat(afterwards(new FcmReply.Refuse(429, "QUOTA_EXCEEDED", "7")))
        .isEqualTo(new Answer.Throttled(Duration.ofSeconds(7), "429 QUOTA_EXCEEDED: told to"));
    assertThat(afterwards(FcmReply.error(429, "QUOTA_EXCEEDED")))
        .isEqualTo(new Answer.Throttled(Duration.ofSeconds(60), "429 QUOTA_EXCEEDED: told to"));
    assertThat(afterwards(new FcmReply.Refuse(503, "UNAVAILABLE", "30")))
        .isEqualTo(new Answer.Throttled(Duration.ofSeconds(30), "503 UNAVAILABLE: told to"));
    assertThat(afterwards(FcmReply.error(503, "UNAVAILABLE")))
        .isEqualTo(new Answer.Transient("503 UNAVAILABLE: told to"));
    assertThat(afterwards(FcmReply.error(500, "INTERNAL")))
        .isEqualTo(new Answer.Transient("500 INTERNAL: told to"));
    assertThat(afterwards(FcmReply.error(400, "INVALID_ARGUMENT")))
        .isEqualTo(new Answer.Refused("400 INVALID_ARGUMENT: told to"));
    assertThat(afterwards(FcmReply.error(401, "THIRD_PARTY_AUTH_ERROR")))
        .isEqualTo(new Answer.Refused("401 THIRD_PARTY_AUTH_ERROR: told to"));
    assertThat(afterwards(FcmReply.error(403, "SENDER_ID_MISMATCH")))
        .isEqualTo(
            new Answer.TokenDoubted(
                DEVICE.renewedAt(),
                "tidegate.push.fcm.apps.bank.service-account-file",
                "403 SENDER_ID_MISMATCH: told to"));
    assertThat(afterwards(FcmReply.error(404, "NOT_FOUND")))
        .isEqualTo(new Answer.Refused("404 NOT_FOUND: told to"));
    fcm.kill("a-token");
    assertThat(send(channel))
        .isEqualTo(
            new Answer.TokenDead(
                DEVICE.renewedAt(), "404 UNREGISTERED: Requested entity was not found."));
  }

  @Test
  void aRefusedAccessTokenIsRenewedOnceHoweverManyPushesItRefused() {
    send(channel);
    assertThat(fcm.issued()).isOne();
    fcm.withdrawTokens();
    List<CompletableFuture<Answer>> refused = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      refused.add(channel.send(PUSH, DEVICE));
    }
    assertThat(refused.stream().map(CompletableFuture::join))
        .anySatisfy(answer -> assertThat(answer).isInstanceOf(Answer.Transient.class));
    awaitAccepted(channel);
    assertThat(fcm.issued()).isEqualTo(2);
  }

  @Test
  void whatHangsIsGivenUpAfterTheTimeoutAndFreesItsStream() throws IOException {
    FcmChannel hasty = channel(Duration.ofMillis(300));
    awaitAccepted(hasty); // its connections stand, and it has an access token
    fcm.always(new FcmReply.Hang());
    List<CompletableFuture<Answer>> hanging = new ArrayList<>();
    for (int i = 0; i < 300; i++) { // more than the streams of both connections
      hanging.add(hasty.send(PUSH, DEVICE));
    }
    for (CompletableFuture<Answer> one : hanging) {
      assertThatThrownBy(one::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
    }
    fcm.always(new FcmReply.Accept());
    awaitAccepted(hasty); // never, if no stream were free
  }

  @Test
  void whatIsResetFailsAndTheNextGoesWell() {
    fcm.next(new FcmReply.Reset());
    assertThatThrownBy(() -> send(channel)).isInstanceOf(CompletionException.class);
    assertThat(send(channel)).isEqualTo(new Answer.Accepted());
  }

  @Test
  void anAppThatIsNotConfiguredIsRefusedWithAWordOnHowToDoSo() {
    Device others = Specimens.device("fcm", "shop", "a-token", null, null);
    assertThat(channel.send(PUSH, others).join())
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused ->
                assertThat(refused.said())
                    .contains("tidegate.push.fcm.apps.shop.service-account-file"));
    assertThat(channel.off()).isNull();
    assertThat(new FcmChannel(Map.of(), opened.getFirst(), Duration.ZERO, Clock.systemUTC()).off())
        .contains("tidegate.push.fcm.apps");
  }

  @Test
  void aFileThatIsNoServiceAccountsIsRefusedAtTheStart() throws IOException {
    for (String wrong : List.of("", "{}", "{\"type\": \"authorized_user\"}")) {
      Path file = Files.writeString(folder.resolve("wrong.json"), wrong);
      assertThatThrownBy(
              () -> FcmApp.read("bank", file, fcm.url(), Runnable::run, Clock.systemUTC()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tidegate.push.fcm.apps.bank.service-account-file");
    }
  }
}
