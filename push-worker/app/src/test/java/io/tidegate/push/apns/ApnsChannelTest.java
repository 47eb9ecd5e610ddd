package io.tidegate.push.apns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.eatthepath.pushy.apns.server.RejectedNotificationException;
import com.eatthepath.pushy.apns.server.RejectionReason;
import io.tidegate.messages.LinkPreview;
import io.tidegate.messages.Push;
import io.tidegate.push.channel.Answer;
import io.tidegate.push.channel.Specimens;
import io.tidegate.push.device.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a push becomes at Apple's double, and what its answers mean. */
class ApnsChannelTest {
  private static final Push PUSH = Specimens.push("apns");
  private static final Device DEVICE = Specimens.device("apns", "bank", Apple.TOKEN, null, null);

  private @TempDir Path folder;
  private Apple apple;
  private ApnsConnections connections;
  private ApnsChannel channel;

  @BeforeEach
  void start() throws Exception {
    apple = new Apple(folder).open();
    connections = connections("KEY1234567");
    channel = new ApnsChannel(connections.apps());
  }

  private ApnsConnections connections(String keyId) {
    return new ApnsConnections(
        new ApnsSettings(
            Map.of(
                "bank",
                new ApnsSettings.App(
                    Apple.TOPIC, apple.keyFile(), keyId, "TEAM123456", apple.url())),
            apple.trustFile(),
            1,
            Duration.ofSeconds(15)),
        100);
  }

  @AfterEach
  void stop() {
    connections.close();
    apple.close();
  }

  private Answer send() {
    return channel.send(PUSH, DEVICE).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private Answer afterwards(RejectionReason reason) {
    apple.next(new RejectedNotificationException(reason));
    return send();
  }

  @Test
  void aPushSaysAllThatItsTimerSaysAndItsRepeatHasTheSameId() {
    assertThat(send()).isEqualTo(new Answer.Accepted());
    assertThat(send()).isEqualTo(new Answer.Accepted());
    Map<String, String> headers = apple.asked().getFirst().headers();
    assertThat(headers)
        .containsEntry("apns-topic", Apple.TOPIC)
        .containsEntry("apns-push-type", "alert")
        .containsEntry("apns-priority", "10")
        .containsEntry("apns-collapse-id", "rent")
        .containsEntry("apns-expiration", "" + PUSH.expires().getEpochSecond())
        .containsEntry("apns-id", PUSH.key().toString())
        .containsEntry(":path", "/3/device/" + Apple.TOKEN);
    assertThat(apple.asked().get(1).headers())
        .containsEntry("apns-id", String.valueOf(headers.get("apns-id")));
    JsonNode body = new JsonMapper().readTree(apple.asked().getFirst().body());
    assertThat(body.at("/aps/alert/title").asString()).isEqualTo("Miete 집세");
    assertThat(body.at("/aps/alert/body").asString()).isEqualTo("fällig");
    assertThat(body.path("account").asString()).isEqualTo("7");
    assertThat(body.path("link").asString()).isEqualTo("https://example.com/rent");
    assertThat(body.path("pushId").asString()).isEqualTo(PUSH.id());
  }

  @Test
  void whatItsLinkShowsStandsBesideApsForTheAppsExtension() {
    Push push = PUSH.showing(new LinkPreview("So zahlt man", "https://example.com/rent.png"));
    channel.send(push, DEVICE).join();
    channel.send(Specimens.silent(push), DEVICE).join();
    JsonNode body = new JsonMapper().readTree(apple.asked().getFirst().body());
    assertThat(body.path("image").asString()).isEqualTo("https://example.com/rent.png");
    assertThat(body.path("linkTitle").asString()).isEqualTo("So zahlt man");
    assertThat(body.at("/aps/mutable-content").asInt()).isOne();
    assertThat(body.at("/aps/alert/body").asString()).isEqualTo("fällig");
    assertThat(
            new JsonMapper().readTree(apple.asked().get(1).body()).at("/aps/alert/body").asString())
        .isEqualTo("So zahlt man");
  }

  @Test
  void aTokenIsDeadSinceAppleSaysSoAndDoubtedIfAppleCallsItBad() {
    Instant since = Instant.parse("2026-11-20T12:00:00Z");
    apple.unregister(since);
    assertThat(send()).isEqualTo(new Answer.TokenDead(since, "410 Unregistered"));
    assertThat(afterwards(RejectionReason.BAD_DEVICE_TOKEN))
        .as("so the sandbox calls every token of production")
        .isEqualTo(
            new Answer.TokenDoubted(
                DEVICE.renewedAt(), "tidegate.push.apns.apps.bank.endpoint", "400 BadDeviceToken"));
  }

  @Test
  void aTokenOfWhichAppleDoesNotSaySinceWhenIsDeadIfTheDeviceWasNotRenewedMeanwhile() {
    assertThat(afterwards(RejectionReason.UNREGISTERED))
        .isEqualTo(new Answer.TokenDead(DEVICE.renewedAt(), "410 Unregistered"));
  }

  @Test
  void whatIsCutOffBeforeItsAnswerIsTriedAgainAndTheNextGoesWell() {
    apple.breakOff();
    assertThat(send())
        .isInstanceOfSatisfying(
            Answer.Transient.class,
            answer -> assertThat(answer.said()).startsWith("not sent, as far as is known"));
    assertThat(apple.asked()).as("it was written").hasSize(1);
    assertThat(send()).isEqualTo(new Answer.Accepted());
  }

  @Test
  void anAnswerMeansWhatAppleSaysThatItMeans() {
    assertThat(afterwards(RejectionReason.TOO_MANY_REQUESTS))
        .as("a matter of one device")
        .isEqualTo(new Answer.Transient("429 TooManyRequests"));
    assertThat(afterwards(RejectionReason.TOO_MANY_PROVIDER_TOKEN_UPDATES))
        .isEqualTo(new Answer.Throttled(Duration.ofSeconds(60), "429 TooManyProviderTokenUpdates"));
    assertThat(afterwards(RejectionReason.SERVICE_UNAVAILABLE))
        .isEqualTo(new Answer.Transient("503 ServiceUnavailable"));
    assertThat(afterwards(RejectionReason.SHUTDOWN))
        .isEqualTo(new Answer.Transient("503 Shutdown"));
    assertThat(afterwards(RejectionReason.INTERNAL_SERVER_ERROR))
        .isEqualTo(new Answer.Transient("500 InternalServerError"));
    assertThat(afterwards(RejectionReason.PAYLOAD_TOO_LARGE))
        .isEqualTo(new Answer.Refused("413 PayloadTooLarge"));
    assertThat(afterwards(RejectionReason.DEVICE_TOKEN_NOT_FOR_TOPIC))
        .as("the settings are wrong, not the device")
        .isEqualTo(new Answer.Refused("400 DeviceTokenNotForTopic"));
    assertThat(afterwards(RejectionReason.FORBIDDEN)).isInstanceOf(Answer.Refused.class);
  }

  @Test
  void aKeyThatAppleDoesNotKnowIsRefused() {
    try (ApnsConnections strangers = connections("KEY7654321")) {
      Answer answer = new ApnsChannel(strangers.apps()).send(PUSH, DEVICE).join();
      assertThat(answer).isEqualTo(new Answer.Refused("403 InvalidProviderToken"));
    }
  }

  @Test
  void whileAppleIsAwayPushesAreToldSoAtOnce() {
    send();
    apple.close();
    assertThat(send()).isInstanceOf(Answer.Transient.class);
    assertThat(send()).isEqualTo(new Answer.Transient("no connection to Apple"));
  }

  @Test
  void anAppOrAKeyThatIsMissingIsNamed() throws Exception {
    Device others = Specimens.device("apns", "shop", Apple.TOKEN, null, null);
    assertThat(channel.send(PUSH, others).join().said())
        .contains("tidegate.push.apns.apps.shop.key-file");
    assertThat(channel.off()).isNull();
    assertThat(new ApnsChannel(Map.of()).off()).contains("tidegate.push.apns.apps");
    Files.writeString(apple.keyFile(), "no key");
    assertThatThrownBy(() -> connections("KEY1234567"))
        .hasMessageContaining("tidegate.push.apns.apps.bank.key-file");
  }
}
