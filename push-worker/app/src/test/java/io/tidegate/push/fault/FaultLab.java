package io.tidegate.push.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidegate.embedded.KafkaTopics;
import io.tidegate.embedded.KafkaTopics.Topic;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import io.tidegate.push.RunningPushWorker;
import io.tidegate.simulator.fcm.FcmDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A company's timers, push-workers as processes, and FCM's double, which is the judge: what it has
 * accepted was delivered. Nothing falls due before the story says so.
 */
final class FaultLab implements AutoCloseable {
  private static final AtomicInteger LABS = new AtomicInteger();

  /**
   * For how long who stands still does so at least; by itself only until all its leases are over
   * and others have done its work, some ten seconds. {@code -Dtidegate.still=PT2M} makes it two
   * minutes.
   */
  static final Duration STILL = Duration.parse(System.getProperty("tidegate.still", "PT0S"));

  private static final Duration PATIENCE = Duration.ofSeconds(90).plus(STILL);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

  private static final int PARTITIONS = 4;

  /** So many answers may be missing when a process dies. */
  static final int IN_FLIGHT = 40;

  final JdbcClient owner;
  final FcmDouble fcm = FcmDouble.start();
  final Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
  private final Path folder;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final KafkaProducer<byte[], byte[]> producer;
  private final String kafka;
  private final String group = "fault-" + UUID.randomUUID();
  private final List<PushProcess> processes = new ArrayList<>();

  /** Servers that a lab works with. */
  record Servers(DataSource owner, String url, String user, String password, String kafka) {
    /** Those that all tests of this JVM use. */
    static Servers of(TestDatabase database) {
      return new Servers(
          database.owner(),
          database.url(),
          database.user(),
          database.password(),
          TestServers.kafka());
    }
  }

  FaultLab(Path folder, Servers servers) throws IOException {
    this.folder = folder;
    kafka = servers.kafka();
    owner = JdbcClient.create(servers.owner());
    int number = LABS.incrementAndGet();
    Path account =
        Files.writeString(
            folder.resolve("account-" + number + ".json"), fcm.serviceAccount("demo-project"));
    KafkaTopics.create(
        servers.kafka(),
        Stream.of(
                Push.CHANNELS.stream().map(Topics::pushes),
                Stream.of(Topics.SOCKET_PUSHES, Topics.DEAD_LETTERS),
                Arrays.stream(PushRetry.values()).map(PushRetry::topic))
            .flatMap(topics -> topics)
            .map(name -> new Topic(name, PARTITIONS, Duration.ofHours(1))) // as others have them
            .toList());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka(), "acks", "all", "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    settings.put("spring.datasource.url", servers.url());
    settings.put("spring.datasource.username", servers.user());
    settings.put("spring.datasource.password", servers.password());
    settings.put("spring.kafka.bootstrap-servers", servers.kafka());
    settings.put("server.port", "0");
    settings.put("tidegate.push.socket.port", "0");
    settings.put("tidegate.push.access.service-token", RunningPushWorker.SERVICE_TOKEN);
    settings.put("tidegate.push.queue.group", group);
    for (String channel : Push.CHANNELS) {
      beginAtTheEnd(servers.kafka(), group + "-" + channel, List.of(Topics.pushes(channel)));
    }
    beginAtTheEnd(
        servers.kafka(),
        group + "-retries",
        Arrays.stream(PushRetry.values()).map(PushRetry::topic).toList());
    settings.put("tidegate.push.queue.in-flight", Integer.toString(IN_FLIGHT));
    settings.put("tidegate.push.poll.page", "100");
    settings.put("tidegate.push.poll.lock", "4s");
    settings.put("tidegate.push.poll.acknowledged", "3s");
    settings.put("tidegate.push.limits.fcm-per-minute", "0");
    settings.put("tidegate.push.limits.fcm-quarter-spread", "0s");
    settings.put("tidegate.push.fcm.endpoint", fcm.url().toString());
    settings.put("tidegate.push.fcm.apps.bank.service-account-file", account.toString());
    holdThePollBack();
  }

  /**
   * All minutes are begun as far as the poll can see; and a minute of long ago lies in a shard that
   * it may not have yet, so that it looks again and again, not once a minute.
   */
  private void holdThePollBack() {
    owner.sql("UPDATE timer_progress SET begun_minute = '2100-01-01 00:00:00+00'").update();
    owner
        .sql(
            """
            INSERT INTO timer_span (shard, kind, first_minute, minute, coalesce_until)
            VALUES (15, 'missed', '2025-01-01 00:00:00+00', '2025-01-01 00:00:00+00',
              '2025-01-01 00:00:00+00')
            """)
        .update();
    owner
        .sql(
            """
            INSERT INTO shedlock (name, lock_until, locked_at, locked_by)
            VALUES ('timers-15', '2100-01-01 00:00:00+00', now(), 'the story')
            """)
        .update();
  }

  /** What others have left on the topics is theirs. */
  private static void beginAtTheEnd(String kafka, String group, List<String> topics) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, group)) {
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      consumer
          .endOffsets(partitions(consumer, topics))
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
      consumer.commitSync(ends);
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String kafka, String group) {
    return new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", kafka, "group.id", group),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, List<String> topics) {
    return topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic).stream())
        .map(one -> new TopicPartition(one.topic(), one.partition()))
        .toList();
  }

  /** Workers that are started from now on have it. */
  void set(String setting, String value) {
    settings.put(setting, value);
  }

  PushProcess start() throws IOException {
    return start(192);
  }

  PushProcess start(int heapMegabytes) throws IOException {
    PushProcess started =
        PushProcess.start(
            folder,
            "worker-" + LABS.get() + "-" + (processes.size() + 1),
            heapMegabytes,
            settings.entrySet().stream()
                .map(one -> "--" + one.getKey() + "=" + one.getValue())
                .toList());
    processes.add(started);
    return started;
  }

  /** Users with a phone and a daily timer each; it falls due in the present minute. */
  void users(int count) {
    devices(count);
    timers(count);
  }

  /** A browser of the first user. */
  UUID browser() {
    UUID device = UUID.randomUUID();
    owner
        .sql(
            "INSERT INTO device (id, user_id, app, channel) VALUES (:id, 'u-1', 'bank',"
                + " 'websocket')")
        .param("id", device)
        .update();
    return device;
  }

  /** A timer of each of so many users; it falls due in the present minute. */
  void timers(int count) {
    LocalTime local = minute.atZone(ZONE).toLocalTime();
    owner
        .sql(
            """
            INSERT INTO timer (id, version, user_id, zone, minute, day_key, rule, first_date, title,
              body, ttl_seconds, holds_from)
            SELECT gen_random_uuid(), 1, 'u-' || n, 'Asia/Seoul', :minute, 0, 'FREQ=DAILY',
              '2026-01-01', 'Rent', '', 3600, '2026-01-01 00:00:00+00'
            FROM generate_series(1, :count) AS n
            """)
        .param("minute", local.getHour() * 60 + local.getMinute())
        .param("count", count)
        .update();
  }

  /** Users with a phone each. */
  void devices(int count) {
    devices(0, count);
  }

  /** More of them, after so many others. */
  void devices(int others, int count) {
    owner
        .sql(
            """
            INSERT INTO device (id, user_id, app, channel, token, token_digest)
            SELECT gen_random_uuid(), 'u-' || n, 'bank', 'fcm', 'token-' || n,
              sha256(convert_to('token-' || n, 'UTF8'))
            FROM generate_series(:others + 1, :others + :count) AS n
            """)
        .param("others", others)
        .param("count", count)
        .update();
  }

  /**
   * Whoever stores a position waits for a moment, and who dies meanwhile has not stored it: so
   * there is time to die between a page and its position.
   */
  void storePositionsSlowly() {
    owner
        .sql(
            """
            DO 'BEGIN
              EXECUTE format(
                ''ALTER DATABASE %I SET client_connection_check_interval = 10'', current_database());
            END';
            CREATE FUNCTION wait_a_moment() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END';
            CREATE TRIGGER slow BEFORE UPDATE OF position ON timer_span
            FOR EACH ROW EXECUTE FUNCTION wait_a_moment()
            """)
        .update();
  }

  /** Ids of all pushes of the minute, as anybody can say them beforehand. */
  Set<String> due() {
    return new HashSet<>(
        owner
            .sql(
                """
                SELECT t.id || '/' || :occurrence || '/' || d.id
                FROM timer t JOIN device d ON d.user_id = t.user_id
                """)
            .param("occurrence", minute.atZone(ZONE).toLocalDateTime().toString())
            .query(String.class)
            .list());
  }

  /** The minute comes. */
  void fallDue() {
    owner
        .sql("UPDATE timer_progress SET begun_minute = :before")
        .param("before", utc(minute.minusSeconds(60)))
        .update();
    owner
        .sql("UPDATE shedlock SET lock_until = '2025-01-01 00:00:00+00' WHERE name = 'timers-15'")
        .update();
  }

  /** Puts a push for each of so many devices on the topic, due now; answers their ids. */
  Set<String> pushes(int count) {
    return pushes("by hand", count);
  }

  /** The same, with ids of a name. */
  Set<String> pushes(String name, int count) {
    Set<String> ids = new HashSet<>();
    owner
        .sql("SELECT id, user_id FROM device ORDER BY id LIMIT :count")
        .param("count", count)
        .query(
            row -> {
              UUID device = row.getObject(1, UUID.class);
              ids.add(push(name + " " + device, row.getString(2), device, "fcm"));
            });
    producer.flush();
    return ids;
  }

  /**
   * Puts so many pushes that nobody gets on each partition of FCM's topic, and waits until they are
   * done: whoever has a partition looks up the first few thousand that come.
   */
  void passBy(int count) throws Exception {
    String topic = Topics.pushes("fcm");
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (int n = 0; n < count; n++) {
        var _ =
            producer.send(
                new ProducerRecord<>(
                    topic, partition, null, of("filler", "nobody", UUID.randomUUID(), "fcm")));
      }
    }
    producer.flush();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, group + "-fcm")) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer, List.of(topic)));
      await(
          "all have passed",
          () -> {
            Map<TopicPartition, OffsetAndMetadata> done = consumer.committed(ends.keySet());
            return ends.entrySet().stream()
                .allMatch(end -> isAt(end.getValue(), done.get(end.getKey())));
          });
    }
  }

  private static boolean isAt(long end, @Nullable OffsetAndMetadata done) {
    return done != null && done.offset() >= end;
  }

  /** Puts a push on the topic of its channel, due now; answers its id. */
  String push(String id, String user, UUID device, String channel) {
    put(channel, device, of(id, user, device, channel));
    return id;
  }

  private static byte[] of(String id, String user, UUID device, String channel) {
    Instant now = Instant.now();
    return Messages.write(
        new Push(
            id,
            null,
            null,
            user,
            device,
            channel,
            "bank",
            "Rent",
            "",
            null,
            Map.of(),
            now,
            now.plus(Duration.ofHours(1)),
            null,
            1,
            false));
  }

  /** Puts whatever it is on the topic of a channel's pushes. */
  void put(String channel, UUID device, byte[] push) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.pushes(channel), device.toString().getBytes(US_ASCII), push));
  }

  /** Ids that FCM has accepted, as often as it has. */
  List<String> accepted() {
    return fcm.accepted().stream().map(one -> String.valueOf(one.data("pushId"))).toList();
  }

  /** Ids that came to FCM more than once. */
  Set<String> repeated() {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (String id : accepted()) {
      if (!seen.add(id)) {
        twice.add(id);
      }
    }
    return twice;
  }

  int rows(String from) {
    return owner.sql("SELECT count(*) FROM " + from).query(Integer.class).single();
  }

  /** Whether a page of a shard is done, and its shard is not. */
  boolean isAmidAShard() {
    return rows("timer_span WHERE position IS NOT NULL") > 0;
  }

  /** Waits until all of these were accepted; nothing else may have been. */
  void awaitDelivered(Set<String> ids) throws Exception {
    await("all of " + ids.size() + " delivered", () -> ids.equals(new HashSet<>(accepted())));
    await("all written down", () -> rows("delivered_push") >= ids.size());
  }

  /** Waits until no row is left, for as long as they become fewer. */
  void awaitNone(String from) throws Exception {
    AtomicInteger left = new AtomicInteger(rows(from));
    while (left.get() > 0) {
      int before = left.get();
      await(
          "fewer than %d of %s".formatted(before, from),
          () -> {
            left.set(rows(from));
            return left.get() < before;
          });
    }
  }

  /** Waits for a fact. */
  void await(String what, Callable<Boolean> fact) throws Exception {
    long began = System.nanoTime();
    for (long looked = began; !holds(fact); looked = System.nanoTime()) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new AssertionError(
            "not within %s: %s; accepted %d, delivered %s; the last worker said:\n%s"
                .formatted(
                    PATIENCE,
                    what,
                    accepted().size(),
                    delivered(),
                    processes.isEmpty() ? "" : processes.getLast().log()));
      }
      long nanos = Math.max(LOOK_AGAIN.toNanos(), 4 * (System.nanoTime() - looked)); // looks cost
      new CompletableFuture<Void>().completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS).join();
    }
  }

  private String delivered() {
    try {
      return Integer.toString(rows("delivered_push"));
    } catch (DataAccessException e) {
      return "unknown: " + e.getMessage();
    }
  }

  /** A database that is away has no facts. */
  private static boolean holds(Callable<Boolean> fact) throws Exception {
    try {
      return fact.call();
    } catch (DataAccessException e) {
      return false;
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  @Override
  public void close() throws IOException {
    for (PushProcess process : processes) {
      process.close();
    }
    producer.close();
    fcm.close();
  }
}
