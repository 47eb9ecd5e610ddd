package io.tidegate.push.timer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.embedded.TestDatabase;
import io.tidegate.embedded.TestServers;
import io.tidegate.messages.Messages;
import io.tidegate.messages.Push;
import io.tidegate.push.request.Creations;
import io.tidegate.recurrence.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A poll driven by hand: a real database whose clock stands, and a queue that can be looked into.
 */
final class PollLab implements AutoCloseable {
  private final TestDatabase database = TestServers.database();
  private final HikariDataSource role = pool(database);
  final JdbcClient owner = JdbcClient.create(database.owner());
  final JdbcClient jdbc = JdbcClient.create(role);
  final TransactionTemplate transactions =
      new TransactionTemplate(new DataSourceTransactionManager(role));
  final Spans spans = new Spans(jdbc, transactions);
  final TzdbChange tzdb = new TzdbChange(jdbc, transactions, spans);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Timers timers;
  private final PollMetrics metrics = new PollMetrics(meters);
  private MockProducer<byte[], byte[]> queue = queue(true);
  private int taken;

  PollLab() {
    timers =
        new Timers(
            jdbc,
            transactions,
            new Creations(jdbc),
            new TimerSettings(
                200, 200, 2000, 1000, 20, 3500, Duration.ofHours(1), Duration.ofDays(28)));
  }

  private static HikariDataSource pool(TestDatabase database) {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(database.as("tidegate_push"));
    pool.setMaximumPoolSize(6);
    return pool;
  }

  /** The clock stands at an instant from now on, and all minutes before it are done. */
  void begin(String instant) {
    time(instant);
    owner
        .sql(
            """
            UPDATE timer_progress
            SET begun_minute = date_trunc('minute', timer_now(), 'UTC') - interval '1 minute'
            """)
        .update();
  }

  void time(String instant) {
    owner
        .sql(
            """
            CREATE OR REPLACE FUNCTION timer_now() RETURNS timestamptz LANGUAGE sql VOLATILE
            RETURN timestamptz '%s'
            """
                .formatted(Instant.parse(instant)))
        .update();
  }

  static NewTimer timer(String rrule, String start, String zone, Duration ttl) {
    return new NewTimer(
        "Rent",
        "",
        null,
        Map.of(),
        Recurrence.read(rrule, LocalDateTime.parse(start), zone),
        true,
        Math.toIntExact(ttl.toSeconds()),
        null);
  }

  /** A timer of a user who has a device. */
  UUID timer(String user, String rrule, String start, String zone, Duration ttl) {
    device(user);
    return timers.create(user, timer(rrule, start, zone, ttl), null, new byte[0]);
  }

  UUID device(String user) {
    UUID id = UUID.randomUUID();
    owner
        .sql(
            "INSERT INTO device (id, user_id, app, channel) VALUES (:id, :user, 'bank',"
                + " 'websocket')")
        .param("id", id)
        .param("user", user)
        .update();
    return id;
  }

  Poll poll(int page) {
    return new Poll(
        jdbc,
        spans,
        new Pages(jdbc, new PushTopic(queue, Duration.ofSeconds(20)), metrics, page),
        metrics);
  }

  /** All that there is to do now, in all shards; answers what came on the queue. */
  List<Push> round() throws InterruptedException {
    Poll poll = poll(1000);
    for (boolean presentOnly : new boolean[] {true, false}) {
      for (int shard = 0; shard < Spans.SHARDS; shard++) {
        Poll.Work work = poll.take(shard, () -> true);
        if (presentOnly) {
          work.begin();
        }
        while (work.page(presentOnly)) {
          // until there is no more
        }
      }
    }
    return sent();
  }

  /** What came on the queue since it was asked last. */
  List<Push> sent() {
    List<Push> pushes = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> all = queue.history();
    for (ProducerRecord<byte[], byte[]> one : all.subList(taken, all.size())) {
      Push push = Messages.read(one.value(), Push.class);
      if (!push.device().toString().equals(new String(one.key(), US_ASCII))) {
        throw new AssertionError("the key of " + push + " is not its device");
      }
      pushes.add(push);
    }
    taken = all.size();
    return pushes;
  }

  /** Kafka acknowledges by hand from now on; what was sent before is forgotten. */
  MockProducer<byte[], byte[]> acknowledgedByHand() {
    queue = queue(false);
    taken = 0;
    return queue;
  }

  /** Kafka acknowledges at once again. */
  void acknowledgedAtOnce() {
    queue = queue(true);
    taken = 0;
  }

  double count(String meter) {
    return meters.get(meter).counter().count();
  }

  /** The shard of a user. */
  int shard(String user) {
    return owner
        .sql("SELECT (ring_key(:user) >> 60) & 15")
        .param("user", user)
        .query(Integer.class)
        .single();
  }

  long rows(String sql) {
    return owner.sql(sql).query(Long.class).single();
  }

  private static MockProducer<byte[], byte[]> queue(boolean atOnce) {
    return new MockProducer<>(atOnce, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void close() {
    role.close();
    database.close();
  }
}
