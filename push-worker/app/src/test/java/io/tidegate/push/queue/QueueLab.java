package io.tidegate.push.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.messages.PushRetry;
import io.tidegate.messages.Topics;
import io.tidegate.push.device.DeadTokens;
import io.tidegate.push.device.DeviceSettings;
import io.tidegate.push.device.Devices;
import io.tidegate.push.preview.NoPages;
import io.tidegate.push.request.Creations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Queues of a channel's double on a real broker and database, under a clock that is moved by hand.
 */
final class QueueLab implements AutoCloseable {
  private static final AtomicInteger LABS = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  final HandClock clock = new HandClock("2026-03-07T00:07:00Z");
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final SuspectApps suspects = new SuspectApps(meters);
  final TestDatabase database = TestServers.database();
  final JdbcClient owner = JdbcClient.create(database.owner());
  final DeadLetters letters;
  private final HikariDataSource role = new HikariDataSource();
  private final JdbcClient jdbc;
  private volatile boolean databaseIsAway;
  private volatile boolean databasesClockIsAway;
  private volatile Duration machineFast = Duration.ZERO;
  private volatile Runnable asked = () -> {};
  private final AtomicReference<@Nullable String> brokenTopic = new AtomicReference<>();
  private volatile @Nullable String silentTopic;
  private final AtomicLong stall = new AtomicLong();
  private final Producer<byte[], byte[]> producer;
  private final KafkaProperties kafka = new KafkaProperties();
  private final QueueSettings settings;
  private final LimitSettings limits;
  private final Books books;
  private final List<QueueThreads> running = new ArrayList<>();

  /** So many of FCM's a minute, 0 for no limit; no ramp and no spread. */
  static LimitSettings atMost(int fcmPerMinute) {
    Duration none = Duration.ZERO;
    return new LimitSettings(fcmPerMinute, 0, 0, 0, none, none, none, none, none);
  }

  QueueLab() {
    this(atMost(0));
  }

  QueueLab(LimitSettings limits) {
    this(limits, 1000);
  }

  QueueLab(LimitSettings limits, int window) {
    this(limits, window, Duration.ofSeconds(20));
  }

  /** Where the queue waits so long for an answer at most. */
  static QueueLab waiting(Duration answer) {
    return new QueueLab(atMost(0), 1000, answer);
  }

  private QueueLab(LimitSettings limits, int window, Duration answer) {
    this.limits = limits;
    String[] topics =
        Stream.concat(
                Stream.of(Topics.pushes("fcm"), Topics.DEAD_LETTERS),
                Arrays.stream(PushRetry.values()).map(PushRetry::topic))
            .toArray(String[]::new);
    kafka.setBootstrapServers(List.of(TestServers.kafkaWith(3, topics)));
    settings =
        new QueueSettings(
            true,
            "lab-" + LABS.incrementAndGet(),
            window,
            500,
            answer,
            Duration.ofSeconds(5),
            Duration.ofDays(90));
    beginAtTheEnd(settings.group() + "-fcm", Topics.pushes("fcm"));
    for (PushRetry retry : PushRetry.values()) {
      beginAtTheEnd(settings.group() + "-retries", retry.topic());
    }
    role.setDataSource(database.as("tidegate_push"));
    role.setMaximumPoolSize(6);
    DataSource mayBeAway = mayBeAway(role);
    jdbc = JdbcClient.create(mayBeAway);
    var transactions = new TransactionTemplate(new DataSourceTransactionManager(mayBeAway));
    letters = new DeadLetters(jdbc, transactions, new DeadTokens(jdbc));
    books =
        new Books(
            new Devices(jdbc, transactions, new Creations(jdbc), new DeviceSettings(20)),
            new DeliveredPushes(jdbc),
            new CollapsedPushes(jdbc),
            letters,
            NoPages.in(jdbc));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServers.kafka(), "acks", "all", "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer()) {
          @Override
          public Future<RecordMetadata> send(
              ProducerRecord<byte[], byte[]> record, @Nullable Callback told) {
            if (record.topic().equals(brokenTopic.get())) {
              brokenTopic.set(null);
              throw new IllegalStateException("broken off at " + record.topic());
            }
            if (record.topic().equals(silentTopic)) {
              return new CompletableFuture<>();
            }
            return super.send(record, told);
          }
        };
  }

  /** Whoever sends to this topic the next time breaks off. */
  void breakOffAt(String topic) {
    brokenTopic.set(topic);
  }

  /** Whether somebody has, since it was asked for. */
  boolean hasBrokenOff() {
    return brokenTopic.get() == null;
  }

  /** Nobody is told any more what became of what is sent to this topic. */
  void nothingIsHeardOf(String topic) {
    silentTopic = topic;
  }

  private DataSource mayBeAway(DataSource database) {
    return new DelegatingDataSource(database) {
      @Override
      public Connection getConnection() throws SQLException {
        asked.run();
        if (databaseIsAway) {
          throw new SQLTransientConnectionException("the database is away");
        }
        return super.getConnection();
      }
    };
  }

  /** The clock of the machine shows a later time than the database's. */
  void machineIsFast(Duration by) {
    machineFast = by;
  }

  /** What happens whenever the database is asked. */
  void whenAsked(Runnable what) {
    asked = what;
  }

  /** The process stands still for so long, as far as its leases know. */
  void standStill(Duration time) {
    stall.addAndGet(time.toNanos());
  }

  void databaseIsAway(boolean away) {
    databaseIsAway = away;
  }

  /** Nobody can look at the database's clock: who begins anew waits for that. */
  void databasesClockIsAway(boolean away) {
    databasesClockIsAway = away;
  }

  private Instant databasesClock() {
    if (databasesClockIsAway) {
      throw new DataAccessResourceFailureException("the database's clock is away");
    }
    return clock.instant();
  }

  /** Starts a worker: a queue for the channel and one for retries. */
  QueueThreads start(ChannelDouble channel) {
    return start(channel, this::machine);
  }

  private Instant machine() {
    return clock.instant().plus(machineFast);
  }

  /** Starts a worker on another machine, whose clock is right. */
  QueueThreads startElsewhere(ChannelDouble channel) {
    return start(channel, clock);
  }

  /** What an operator replays at the machine whose clock may be wrong. */
  Replays replays() {
    return new Replays(jdbc, new HandOn(producer), new DeliveredPushes(jdbc), itsClock());
  }

  /** The database's clock, as the machine knows it whose own may be wrong. */
  QueueClock itsClock() {
    return itsClock(this::machine);
  }

  private QueueClock itsClock(InstantSource machine) {
    return new QueueClock(machine, this::databasesClock, clock::nanos);
  }

  private QueueThreads start(ChannelDouble channel, InstantSource machine) {
    HandOn handOn = new HandOn(producer);
    QueueClock both = itsClock(machine);
    QueueThreads threads =
        new QueueThreads(
            List.of(
                QueueConfiguration.channelThread(
                    channel,
                    settings,
                    QueueConfiguration.departures(channel, settings, limits, suspects),
                    QueueConfiguration.joined(
                        channel, settings, kafka, () -> System.nanoTime() + stall.get()),
                    books,
                    handOn,
                    meters,
                    both),
                new QueueThread(
                    "push-retries",
                    () ->
                        RetryShelf.join(
                            QueueConfiguration.retries(settings, kafka),
                            handOn,
                            letters,
                            both,
                            meters))));
    threads.start();
    running.add(threads);
    return threads;
  }

  /** A watch that looks ten times a second once it is started. */
  QueueWatch watch() {
    return new QueueWatch(
        new KafkaReach(kafka.buildAdminProperties()),
        settings,
        new WatchSettings(Duration.ofMillis(100), Duration.ofMinutes(2)),
        Set.of("fcm"),
        new OpenLetters(jdbc),
        meters,
        itsClock());
  }

  UUID device(String user) {
    UUID id = UUID.randomUUID();
    owner
        .sql(
            """
            INSERT INTO device (id, user_id, app, channel, token, token_digest)
            VALUES (:id, :user, 'bank', 'fcm', :token, CAST(:token AS bytea))
            """)
        .param("id", id)
        .param("user", user)
        .param("token", "token-of-" + id)
        .update();
    return id;
  }

  /** A push that is due now and lives for an hour. */
  Push push(String id, String user, UUID device) {
    return push(id, user, device, "bank", Duration.ofHours(1), null, false);
  }

  Push push(
      String id,
      String user,
      UUID device,
      String app,
      Duration ttl,
      @Nullable String collapseKey,
      boolean repeated) {
    return new Push(
        id,
        null,
        null,
        user,
        device,
        "fcm",
        app,
        "Rent",
        "",
        null,
        Map.of(),
        clock.instant(),
        clock.instant().plus(ttl),
        collapseKey,
        1,
        repeated);
  }

  /** Puts so many pushes that nobody gets on the partition of a device. */
  void fill(UUID device, int count) {
    for (int n = 0; n < count; n++) {
      Push push = push("filler " + n, "nobody", UUID.randomUUID());
      var _ =
          producer.send(
              new ProducerRecord<>(
                  Topics.pushes("fcm"),
                  device.toString().getBytes(US_ASCII),
                  Messages.write(push)));
    }
    producer.flush();
  }

  void put(Push push) {
    put(push.device(), Messages.write(push));
  }

  void put(UUID device, byte[] value) {
    put(device.toString().getBytes(US_ASCII), value);
  }

  void put(byte[] key, byte[] value) {
    var _ = producer.send(new ProducerRecord<>(Topics.pushes("fcm"), key, value));
    producer.flush();
  }

  /** Puts what is no push on a retry topic. */
  void shelve(PushRetry retry, byte[] value) {
    var _ = producer.send(new ProducerRecord<>(retry.topic(), value));
    producer.flush();
  }

  /** The same, behind what there is of a device. */
  void shelve(PushRetry retry, UUID device, byte[] value) {
    byte[] key = device.toString().getBytes(US_ASCII);
    var _ = producer.send(new ProducerRecord<>(retry.topic(), key, value));
    producer.flush();
  }

  /** Puts a push on a retry topic, with what is to say its time. */
  void shelve(PushRetry retry, byte[] push, byte @Nullable [] notBefore) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(retry.topic(), push);
    record.headers().add(PushRetry.NOT_BEFORE, notBefore);
    var _ = producer.send(record);
    producer.flush();
  }

  /** Puts pushes on a retry topic, as if they had been tried and were to be tried again. */
  void shelve(PushRetry retry, Instant notBefore, List<Push> pushes) {
    HandOn handOn = new HandOn(producer);
    for (Push push : pushes) {
      handOn.retry(push.next(), retry, notBefore, error -> {});
    }
    producer.flush();
  }

  double left(Outcome outcome) {
    Counter counter =
        meters
            .find("tidegate.push.outcomes")
            .tags("channel", "fcm", "outcome", outcome.word())
            .counter();
    return counter == null ? 0 : counter.count();
  }

  /** How often the channel's queue was abandoned. */
  double abandoned() {
    Counter counter = meters.find("tidegate.push.queue.abandoned").tag("queue", "fcm").counter();
    return counter == null ? 0 : counter.count();
  }

  /** How many the channel was given and has not answered, as the last turn saw it. */
  double inFlight() {
    return meters.get("tidegate.push.in.flight").gauge().value();
  }

  /** Whether two workers have their parts of the channel's partitions, or are told of them now. */
  boolean isShared() {
    return group(GroupState.STABLE, 2);
  }

  /** Whether no worker has any of the channel's partitions. */
  boolean isNobodys() {
    return group(GroupState.EMPTY, 0);
  }

  private boolean group(GroupState state, int members) {
    try (Admin admin = Admin.create(kafka.buildAdminProperties())) {
      return admin
          .describeConsumerGroups(List.of(settings.group() + "-fcm"))
          .all()
          .get()
          .values()
          .stream()
          .allMatch(seen -> seen.groupState() == state && seen.members().size() == members);
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void awaitLeft(Outcome outcome, int count) {
    await(outcome + " " + count, () -> left(outcome) >= count);
  }

  static void await(String what, BooleanSupplier fact) {
    long began = System.nanoTime();
    while (!fact.getAsBoolean()) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      Thread.onSpinWait();
    }
  }

  long rows(String table) {
    return owner.sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  /** How many records of the channel's topic the group has not done with. */
  long undone() {
    return undone("-fcm", Topics.pushes("fcm"));
  }

  /** How many records of a retry topic the group has not done with. */
  long undone(PushRetry retry) {
    return undone("-retries", retry.topic());
  }

  private long undone(String group, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings.group() + group)) {
      Map<TopicPartition, OffsetAndMetadata> done =
          consumer.committed(java.util.Set.copyOf(partitions(consumer, topic)));
      Map<TopicPartition, Long> ends = consumer.endOffsets(done.keySet());
      return done.entrySet().stream()
          .mapToLong(one -> ends.getOrDefault(one.getKey(), 0L) - one.getValue().offset())
          .sum();
    }
  }

  /** Puts the group back by so many records in each partition, as after a crash. */
  void rewind(int records) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings.group() + "-fcm")) {
      Map<TopicPartition, OffsetAndMetadata> back = new HashMap<>();
      consumer
          .committed(java.util.Set.copyOf(partitions(consumer, Topics.pushes("fcm"))))
          .forEach(
              (partition, done) ->
                  back.put(partition, new OffsetAndMetadata(Math.max(0, done.offset() - records))));
      consumer.commitSync(back);
    }
  }

  private static void beginAtTheEnd(String group, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      consumer
          .endOffsets(partitions(consumer, topic))
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
      consumer.commitSync(ends);
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(one -> new TopicPartition(one.topic(), one.partition()))
        .toList();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String group) {
    return new KafkaConsumer<>(
        Map.<String, Object>of(
            "bootstrap.servers",
            TestServers.kafka(),
            "group.id",
            group,
            "enable.auto.commit",
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    running.forEach(QueueThreads::close);
    producer.close();
    role.close();
    database.close();
  }
}
