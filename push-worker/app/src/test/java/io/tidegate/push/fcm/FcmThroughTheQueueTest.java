package io.tidegate.push.fcm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import io.tidegate.push.RunningPushWorker;
import io.tidegate.simulator.fcm.FcmDouble;
import io.tidegate.simulator.fcm.FcmReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From the topic of a whole push-worker to FCM's double, and what is left behind. */
class FcmThroughTheQueueTest {
  @Test
  void pushesAreDeliveredOnceTriedAgainWhenFcmIsBusyAndDevicesOfDeadTokensRemoved(
      @TempDir Path folder) throws IOException {
    TestServers.kafkaWith(
        4, // as SocketsTest has them: topics are the whole JVM's
        Stream.concat(
                Stream.of(
                    Topics.pushes("fcm"),
                    Topics.pushes("apns"),
                    Topics.pushes("web-push"),
                    Topics.pushes("websocket"),
                    Topics.SOCKET_PUSHES,
                    Topics.DEAD_LETTERS),
                Arrays.stream(PushRetry.values()).map(PushRetry::topic))
            .toArray(String[]::new));
    try (FcmDouble fcm = FcmDouble.start();
        TestDatabase database = TestServers.database()) {
      Path account =
          Files.writeString(folder.resolve("account.json"), fcm.serviceAccount("demo-project"));
      JdbcClient owner = JdbcClient.create(database.owner());
      fcm.next(FcmReply.error(503, "UNAVAILABLE"));
      fcm.kill("token-that-died-of-ann");
      try (RunningPushWorker worker =
              RunningPushWorker.start(
                  database,
                  "--tidegate.push.queue.enabled=true",
                  "--tidegate.push.queue.group=fcm-whole",
                  "--tidegate.push.poll.enabled=false",
                  "--tidegate.push.socket.port=0",
                  "--tidegate.push.limits.fcm-per-minute=0",
                  "--tidegate.push.fcm.endpoint=" + fcm.url(),
                  "--tidegate.push.fcm.apps.bank.service-account-file=" + account);
          KafkaProducer<byte[], byte[]> queue = queue()) {
        UUID living = device(worker, "token-that-lives-of-ann");
        UUID dead = device(worker, "token-that-died-of-ann");
        put(queue, "busy at first", living);
        await("an answer 503", () -> fcm.asked() == 1);
        put(queue, "at once", living);
        put(queue, "to a dead token", dead);
        await(
            "two deliveries",
            () ->
                owner.sql("SELECT count(*) FROM delivered_push").query(Integer.class).single()
                    == 2);
        await(
            "the dead device's end",
            () -> worker.ask("GET", "/v1/users/ann/devices", "").json().size() == 1);
        assertThat(fcm.accepted())
            .extracting(one -> String.valueOf(one.data("pushId")))
            .containsExactly("at once", "busy at first");
        assertThat(
                owner
                    .sql("SELECT reason || ' ' || last_answer FROM dead_letter")
                    .query(String.class)
                    .single())
            .isEqualTo("token-dead 404 UNREGISTERED: Requested entity was not found.");
      }
    }
  }

  private static UUID device(RunningPushWorker worker, String token) {
    return UUID.fromString(
        worker
            .ask(
                "POST",
                "/v1/users/ann/devices",
                "{\"channel\": \"fcm\", \"app\": \"bank\", \"token\": \"%s\"}".formatted(token))
            .json()
            .path("id")
            .asString());
  }

  private static KafkaProducer<byte[], byte[]> queue() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", TestServers.kafka(), "acks", "all", "linger.ms", 0),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void put(KafkaProducer<byte[], byte[]> queue, String id, UUID device) {
    Instant now = Instant.now();
    Push push =
        new Push(
            id,
            null,
            null,
            "ann",
            device,
            "fcm",
            "bank",
            "Rent",
            "",
            null,
            Map.of(),
            now,
            now.plus(Duration.ofHours(1)),
            null,
            1,
            false);
    var _ =
        queue.send(
            new ProducerRecord<>(
                Topics.pushes("fcm"), device.toString().getBytes(US_ASCII), Messages.write(push)));
    queue.flush();
  }

  private static void await(String what, BooleanSupplier fact) {
    long began = System.nanoTime();
    while (!fact.getAsBoolean()) {
      if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(60)) {
        throw new AssertionError("not within a minute: " + what);
      }
      Thread.onSpinWait();
    }
  }
}
