package io.tidegate.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What operators do with what was given up. */
class DeadLettersTest {
  private static final String CAUSE = "'by': 'kim', 'why': 'APNs was down'}";
  private static TestDatabase database;
  private static JdbcClient owner;
  private static RunningPushWorker worker;

  @BeforeAll
  static void start() {
    TestServers.kafkaWith(3, Topics.pushes("apns"));
    database = TestServers.database();
    owner = JdbcClient.create(database.owner());
    worker =
        RunningPushWorker.start(
            database,
            "--tidegate.push.poll.enabled=false",
            "--tidegate.push.queue.dead-letters-kept=100000d"); // these are of long ago
  }

  @AfterAll
  static void stop() {
    worker.close();
    database.close();
  }

  @BeforeEach
  void nothing() {
    owner.sql("DELETE FROM dead_letter").update();
    owner.sql("DELETE FROM device").update();
  }

  /** Of a push that had an hour to live. */
  private static void letter(String id, String user, String reason) {
    owner
        .sql(
            """
            WITH d AS (
              INSERT INTO device (id, user_id, app, channel, token, token_digest)
              VALUES (gen_random_uuid(), :user, 'bank', 'apns', :id, CAST(:id AS bytea))
              RETURNING id)
            INSERT INTO dead_letter (push_id, user_id, device_id, channel, app, reason, last_answer,
              attempts, due_at, dead_at, push)
            SELECT :id, :user, CASE WHEN :reason <> 'unreadable' THEN d.id END, 'apns', 'bank',
              :reason, '503', 4, '2026-03-07T00:00:00Z', '2026-03-07T01:00:00Z',
              jsonb_build_object('id', CAST(:id AS text), 'user', CAST(:user AS text),
                'device', d.id, 'channel', 'apns', 'app', 'bank', 'title', 'Rent',
                'body', 'secret', 'data', '{}'::jsonb, 'due', '2026-03-07T00:00:00Z',
                'expires', '2026-03-07T01:00:00Z', 'attempt', 4, 'repeated', false)
            FROM d
            """)
        .param("id", id)
        .param("user", user)
        .param("reason", reason)
        .update();
  }

  private static JsonNode post(String verb, String body) {
    RunningPushWorker.Answer answer =
        worker.ask("POST", "/v1/dead-letters/" + verb, body.replace('\'', '"'));
    assertThat(answer.status()).as(answer.whole().body()).isEqualTo(200);
    return answer.json();
  }

  private static JsonNode show(String id) {
    return worker.ask("GET", "/v1/dead-letters/one?id=" + id, "").json();
  }

  @Test
  void whatWasGivenUpIsSeenAndReplayedUnderItsIdAndLivesAnew() {
    letter("a", "ann", "out-of-time");
    letter("b", "ann", "refused");
    letter("c", "bob", "out-of-time");
    letter("d", "ann", "unreadable");
    var all = worker.ask("GET", "/v1/dead-letters?user=ann&reason=out-of-time", "");
    assertThat(all.json().path("letters").size()).isOne();
    assertThat(all.json().path("letters").get(0).path("lastAnswer").asString()).isEqualTo("503");
    assertThat(all.whole().body()).doesNotContain("secret");
    assertThat(show("a").path("push").path("body").asString()).isEqualTo("secret");
    assertThat(worker.ask("GET", "/v1/dead-letters/one?id=x", "").status()).isEqualTo(404);
    try (KafkaConsumer<byte[], byte[]> topic = topic()) {
      assertThat(post("replay", "{'user': 'ann', 'dryRun': true, " + CAUSE).path("letters").asInt())
          .isEqualTo(2);
      assertThat(
              post("replay", "{'user': 'ann', 'until': '2026-03-07T01:00:00Z', " + CAUSE)
                  .path("letters")
                  .asInt())
          .isZero();
      JsonNode done = post("replay", "{'user': 'ann', " + CAUSE);
      assertThat(done.path("letters").asInt()).isEqualTo(2);
      assertThat(done.path("left").asInt()).as("what nobody can read").isOne();
      assertThat(post("replay", "{'user': 'ann', " + CAUSE).path("letters").asInt()).isZero();
      assertThat(read(topic, 2))
          .allSatisfy(
              push -> {
                assertThat(push.attempt()).isOne();
                assertThat(push.repeated()).isTrue();
                assertThat(push.expires())
                    .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3600));
              })
          .extracting(Push::id)
          .containsExactlyInAnyOrder("a", "b");
    }
    assertThat(show("a").path("state").asString()).isEqualTo("replayed");
    assertThat(show("a").path("handled").get(0).path("by").asString()).isEqualTo("kim");
    assertThat(show("a").path("handled").get(0).path("why").asString()).isEqualTo("APNs was down");
    assertThat(post("drop", "{'channel': 'apns', " + CAUSE).path("letters").asInt()).isEqualTo(2);
    assertThat(
            worker.ask("GET", "/v1/dead-letters?state=dropped", "").json().path("letters").size())
        .isEqualTo(2);
    assertThat(show("c").path("handled").get(0).path("what").asString()).isEqualTo("dropped");
  }

  @Test
  void aLetterThatDiesAfterAReplayBeganIsNoPartOfIt() {
    letter("early", "ann", "refused");
    letter("again", "ann", "refused");
    owner
        .sql(
            """
            UPDATE dead_letter SET dead_at = clock_timestamp() + interval '1 hour'
            WHERE push_id = 'again'
            """)
        .update();
    assertThat(post("replay", "{'user': 'ann', " + CAUSE).path("letters").asInt()).isOne();
    assertThat(show("early").path("state").asString()).isEqualTo("replayed");
    assertThat(show("again").path("state").asString()).isEqualTo("dead");
  }

  @Test
  void replaysAtOnceSendEachOnce() throws Exception {
    int letters = 1200;
    letter("l", "ann", "refused");
    owner
        .sql(
            """
            INSERT INTO dead_letter (push_id, user_id, device_id, channel, app, reason, attempts,
              due_at, dead_at, push)
            SELECT 'l' || i, user_id, device_id, channel, app, reason, attempts, due_at, dead_at,
              push || jsonb_build_object('id', 'l' || i)
            FROM dead_letter, generate_series(2, :letters) AS i
            """)
        .param("letters", letters)
        .update();
    try (KafkaConsumer<byte[], byte[]> topic = topic();
        var threads = Executors.newFixedThreadPool(4)) {
      Callable<Integer> replay =
          () -> post("replay", "{'user': 'ann', " + CAUSE).path("letters").asInt();
      int sum = 0;
      for (var one : threads.invokeAll(List.of(replay, replay, replay, replay))) {
        sum += one.get();
      }
      assertThat(sum).isEqualTo(letters);
      assertThat(read(topic, letters)).extracting(Push::id).doesNotHaveDuplicates();
    }
  }

  @Test
  void aReplayThatDiedIsTakenOverAfterAMinuteAndNotBefore() {
    letter("dying", "ann", "refused");
    owner.sql("UPDATE dead_letter SET state = 'replaying', claimed_at = now()").update();
    assertThat(post("replay", "{" + CAUSE).path("letters").asInt()).isZero();
    owner.sql("UPDATE dead_letter SET claimed_at = now() - interval '61 seconds'").update();
    assertThat(post("replay", "{" + CAUSE).path("letters").asInt()).isOne();
  }

  @Test
  void whatWasDeliveredMeanwhileIsADuplicateAndWhoseDeviceIsGoneStays() {
    letter("twice", "ann", "out-of-time");
    letter("gone", "bob", "token-dead");
    owner.sql("DELETE FROM device WHERE user_id = 'bob'").update();
    owner
        .sql("INSERT INTO delivered_push (key, keep_until) VALUES (:key, now() + interval '1 h')")
        .param("key", Push.keyOf("twice"))
        .update();
    JsonNode done = post("replay", "{" + CAUSE);
    assertThat(done.path("letters").asInt()).isZero();
    assertThat(done.path("duplicates").asInt()).isOne();
    assertThat(done.path("left").asInt()).isOne();
    assertThat(show("twice").path("state").asString()).isEqualTo("duplicate");
    assertThat(show("gone").path("state").asString()).isEqualTo("dead");
  }

  @Test
  void aListGoesPageByPage() {
    for (int i = 0; i < 25; i++) {
      letter("l" + i, "ann", "refused");
    }
    Set<String> seen = new HashSet<>();
    String after = "";
    int pages = 0;
    do {
      JsonNode page = worker.ask("GET", "/v1/dead-letters?most=10" + after, "").json();
      page.path("letters").forEach(one -> seen.add(one.path("id").asString()));
      after = page.path("next").isNull() ? "" : "&after=" + page.path("next").asString();
      pages++;
    } while (!after.isEmpty());
    assertThat(pages).isEqualTo(3);
    assertThat(seen).hasSize(25);
  }

  @Test
  void onlyTheBackendMayAndWhoAndWhyMustBeSaid() {
    var wrong = worker.ask("POST", "/v1/dead-letters/replay", "{\"since\": \"yesterday\"}");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.json().path("errors").size()).isEqualTo(3);
    for (String query : List.of("state=lost", "since=now", "channel=pigeon", "after=x", "most=0")) {
      assertThat(worker.ask("GET", "/v1/dead-letters?" + query, "").status())
          .as(query)
          .isEqualTo(400);
    }
    String user = worker.ask("POST", "/v1/users/ann/tokens", "{}").json().path("token").asString();
    for (String path : List.of("/v1/dead-letters", "/v1/push-status")) {
      assertThat(worker.askPlainly("GET", path, "", "Authorization", "Bearer " + user).status())
          .isEqualTo(403);
    }
  }

  @Test
  void aTestMessageGoesToEachDeviceAndSaysWhenThereIsNone() {
    letter("a", "ann", "refused");
    try (KafkaConsumer<byte[], byte[]> topic = topic()) {
      var sent = worker.ask("POST", "/v1/pushes", "{\"user\": \"ann\", \"title\": \"Hello\"}");
      assertThat(sent.status()).isEqualTo(202);
      assertThat(read(topic, 1).getFirst().id())
          .isEqualTo(sent.json().get(0).path("id").asString());
      assertThat(sent.json().get(0).path("off").asString())
          .contains("tidegate.push.apns.apps.<app>.key-file");
    }
    assertThat(
            worker.ask("POST", "/v1/pushes", "{\"user\": \"nobody\", \"title\": \"x\"}").status())
        .isEqualTo(404);
    assertThat(worker.ask("POST", "/v1/pushes", "{\"user\": \"ann\"}").status()).isEqualTo(422);
  }

  @Test
  void theStatusCountsDeadLettersByChannel() {
    letter("a", "ann", "refused");
    JsonNode status = worker.ask("GET", "/v1/push-status", "").json();
    assertThat(status.path("channels").size()).isEqualTo(4);
    assertThat(status.path("channels").get(1).path("channel").asString()).isEqualTo("apns");
    assertThat(status.path("channels").get(1).path("dead").asInt()).isOne();
  }

  @Test
  void whoNamesALetterThatIsNoneOrWasHandledIsToldSo() {
    letter("a", "ann", "refused");
    for (String verb : List.of("replay", "drop")) {
      var none = handle(verb, "xyz");
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.whole().body()).contains("there is no dead letter of push xyz");
    }
    assertThat(handle("drop", "a").status()).isEqualTo(200);
    for (String verb : List.of("replay", "drop")) {
      var handled = handle(verb, "a");
      assertThat(handled.status()).isEqualTo(409);
      assertThat(handled.whole().body()).contains("its state is dropped");
    }
  }

  private static RunningPushWorker.Answer handle(String verb, String id) {
    return worker.ask(
        "POST", "/v1/dead-letters/" + verb, ("{'id': '" + id + "', " + CAUSE).replace('\'', '"'));
  }

  @Test
  void theStatusSaysOfAChannelThatIsOffWhichSettingIsMissing() {
    JsonNode channels = worker.ask("GET", "/v1/push-status", "").json().path("channels");
    assertThat(channels.get(0).path("off").asString())
        .contains("tidegate.push.fcm.apps.<app>.service-account-file");
    assertThat(channels.get(1).path("off").asString())
        .contains("tidegate.push.apns.apps.<app>.key-file");
    assertThat(channels.get(2).path("off").asString()).contains("tidegate.push.web-push.contact");
    assertThat(channels.get(3).path("off").isNull()).isTrue();
  }

  /** Reads so many, and then whatever else is there. */
  private static List<Push> read(KafkaConsumer<byte[], byte[]> topic, int least) {
    List<Push> pushes = new ArrayList<>();
    int before = -1;
    while (pushes.size() < least || before < pushes.size()) {
      before = pushes.size();
      for (ConsumerRecord<byte[], byte[]> record : topic.poll(Duration.ofMillis(200))) {
        pushes.add(Messages.read(record.value(), Push.class));
      }
    }
    return pushes;
  }

  private static KafkaConsumer<byte[], byte[]> topic() {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", TestServers.kafka()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.pushes("apns")).stream()
            .map(one -> new TopicPartition(one.topic(), one.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }
}
