package io.tidegate.embedded;

import io.tidegate.embedded.KafkaTopics.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL and one broker for all tests of a JVM, started by the first test that asks and
 * stopped with the JVM.
 *
 * <p>Each test class takes a database of its own, a copy of one that has been migrated once. The
 * server's zone is Asia/Kathmandu (+05:45) and the JVM's is foreign too, so that no statement is
 * right by luck.
 */
public final class TestServers {
  private static final String TEMPLATE = "migrated";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestServers() {}

  /** A fresh, migrated database. */
  public static TestDatabase database() {
    PostgresServer server = Postgres.SERVER;
    String name = "test_" + DATABASES.incrementAndGet();
    execute(server, "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
    return new TestDatabase(server, name);
  }

  /** The server itself, for tests that need more than a database. */
  public static PostgresServer postgres() {
    return Postgres.SERVER;
  }

  /** Bootstrap servers of the broker; it makes no topics by itself. */
  public static String kafka() {
    return Kafka.BROKER.bootstrapServers();
  }

  /** Makes topics with the given number of partitions; returns the bootstrap servers. */
  public static String kafkaWith(int partitions, String... topics) {
    try {
      KafkaTopics.create(
          kafka(),
          Arrays.stream(topics)
              .map(name -> new Topic(name, partitions, Duration.ofHours(1)))
              .toList());
      return kafka();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void execute(PostgresServer server, String sql) {
    try (Connection connection = server.owner("postgres").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static Path folder(String kind) throws IOException {
    return Files.createTempDirectory("tidegate-test-" + kind + "-");
  }

  private static void closeWithJvm(AutoCloseable server, Path folder) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    server.close();
                    Folders.delete(folder);
                  } catch (Exception e) {
                    System.err.println("a test server did not stop: " + e);
                  }
                },
                "stop " + folder.getFileName()));
  }

  private static final class Postgres {
    static final PostgresServer SERVER = start();

    private static PostgresServer start() {
      try {
        Path folder = folder("postgres");
        var server = PostgresServer.start(folder, new PostgresSettings(128, 100, "Asia/Kathmandu"));
        closeWithJvm(server, folder);
        server.createDatabase(TEMPLATE);
        Migration.apply(server.owner(TEMPLATE));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Kafka {
    static final KafkaBroker BROKER = start();

    private static KafkaBroker start() {
      try {
        Path folder = folder("kafka");
        var broker = KafkaBroker.start(folder, 160);
        closeWithJvm(broker, folder);
        return broker;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
