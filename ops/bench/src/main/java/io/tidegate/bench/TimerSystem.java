package io.tidegate.bench;

import io.tidegate.messages.Push;
import io.tidegate.messages.Topics;
import io.tidegate.standalone.Standalone;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A system of real processes whose poll goes by a clock that stands still: a minute comes when it
 * is asked for.
 */
final class TimerSystem implements AutoCloseable {
  /** How long PostgreSQL may take to come back with another cache. */
  private static final Duration RESTART = Duration.ofSeconds(30);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  /** What is measured is the way to the queue; {@code bench push} measures the way from it. */
  private static final Map<String, String> NO_CHANNELS =
      Map.of("TIDEGATE_PUSH_QUEUE_ENABLED", "false");

  private final BenchFolder folder;
  private final Standalone system;

  private TimerSystem(BenchFolder folder, Standalone system) {
    this.folder = folder;
    this.system = system;
  }

  /** Starts one in a folder of its own. */
  static TimerSystem start(Consumer<String> say) throws IOException {
    BenchFolder folder = BenchFolder.make();
    try {
      return new TimerSystem(folder, folder.start(NO_CHANNELS, Standalone::withPushWorker, say));
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  BenchDatabase database() {
    return new BenchDatabase(system.database());
  }

  /** Push-worker's process. */
  ProcessHandle worker() {
    return Objects.requireNonNull(system.pushWorkerProcess(), "push-worker is gone");
  }

  /** Gives PostgreSQL a cache of so many megabytes; returns when it is back. */
  void enlargeCache(int megabytes) throws IOException, SQLException {
    database().run("ALTER SYSTEM SET shared_buffers = '%dMB'".formatted(megabytes));
    ProcessHandle before =
        Objects.requireNonNull(system.parts().process(Standalone.POSTGRES), "PostgreSQL is gone");
    system.parts().restart(Standalone.POSTGRES);
    before.onExit().join();
    long began = System.nanoTime();
    while (true) {
      try {
        database().count("SELECT 1");
        return;
      } catch (SQLException e) {
        if (System.nanoTime() - began > RESTART.toNanos()) {
          throw e;
        }
        lookAgain();
      }
    }
  }

  /** All minutes up to this one are taken for done. */
  void begin(Instant minute) throws SQLException {
    database()
        .run(
            "UPDATE timer_progress SET begun_minute = '%s'".formatted(minute),
            "DELETE FROM timer_span");
  }

  /** A minute comes and is polled; answers in how many seconds. */
  double pass(Instant minute) throws IOException, SQLException {
    // One connection: to log in costs both sides some milliseconds each time.
    try (Connection connection = database().owner().getConnection();
        PreparedStatement behind =
            connection.prepareStatement(
                """
                SELECT count(*) FROM timer_progress p WHERE begun_minute < '%s'
                  OR EXISTS (SELECT FROM timer_span s WHERE s.shard = p.shard)
                """
                    .formatted(minute))) {
      long began = System.nanoTime();
      stopClock(minute);
      while (isAny(behind)) {
        lookAgain();
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /**
   * The poll's clock stands near the end of a minute: so it looks ten times a second for the next.
   */
  void stopClock(Instant minute) throws SQLException {
    database()
        .run(
            """
            CREATE OR REPLACE FUNCTION timer_now() RETURNS timestamptz LANGUAGE sql VOLATILE
            RETURN timestamptz '%s'
            """
                .formatted(minute.plusMillis(59_900)));
  }

  private static boolean isAny(PreparedStatement count) throws SQLException {
    try (ResultSet rows = count.executeQuery()) {
      rows.next();
      return rows.getLong(1) > 0;
    }
  }

  private void lookAgain() throws IOException {
    Lasting.pass(BETWEEN_LOOKS, "push-worker", worker().onExit());
  }

  /** How many pushes the topics have had. */
  long queued() {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", system.kafka()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Push.CHANNELS.stream()
              .flatMap(channel -> consumer.partitionsFor(Topics.pushes(channel)).stream())
              .map(one -> new TopicPartition(one.topic(), one.partition()))
              .toList();
      return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      system.close();
    } finally {
      folder.close();
    }
  }
}
