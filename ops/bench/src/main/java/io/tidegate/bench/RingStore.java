package io.tidegate.bench;

import io.tidegate.embedded.PostgresServer;
import io.tidegate.embedded.PostgresSettings;
import io.tidegate.standalone.Database;
import io.tidegate.standalone.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database with one institution's ring, and nobody else on it. */
final class RingStore implements AutoCloseable {
  /** Where the log's next record goes: sessions' statistics come a second late, this does not. */
  static final String LOG_WRITTEN =
      "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";

  private static final String NAME = "tidegate";

  private final Path folder;
  private final PostgresServer server;
  private final Database database;

  private RingStore(Path folder, PostgresServer server) {
    this.folder = folder;
    this.server = server;
    this.database = new Database(server.url(NAME), PostgresServer.USER, server.password());
  }

  /**
   * Starts PostgreSQL on a folder of its own.
   *
   * @param sharedBuffers its page cache in megabytes
   */
  static RingStore start(int sharedBuffers) throws IOException, SQLException {
    Path folder = Files.createTempDirectory("tidegate-ring");
    RingStore store =
        new RingStore(
            folder,
            PostgresServer.start(
                folder.resolve("postgres"), new PostgresSettings(sharedBuffers, 50, "UTC")));
    try {
      store.server.createDatabase(NAME);
      Migrations.apply(store.database);
      return store;
    } catch (IOException | SQLException e) {
      store.close();
      throw e;
    }
  }

  Connection connection() throws SQLException {
    return database.owner().getConnection();
  }

  /** Makes an institution with so many users, in ring order as an import does. */
  void load(int rows) throws SQLException, IOException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE consent, ring_arc, lane, page, retry");
      statement.execute(
          "INSERT INTO institution (id, code, name, zone) OVERRIDING SYSTEM VALUE"
              + " VALUES (1, 'RING', 'Bench', 'UTC') ON CONFLICT DO NOTHING");
      statement.execute("SET work_mem = '1GB'");
      statement.execute(
          """
          CREATE UNLOGGED TABLE users AS
          SELECT ring_key('user-' || i) AS key, 'user-' || i AS user_id
            FROM generate_series(1, %d) AS i
           ORDER BY 1
          """
              .formatted(rows));
      statement.execute(
          "INSERT INTO consent (institution_id, ring_key, user_id, eligible_from)"
              + " SELECT 1, key, user_id, '2026-01-01T00:00:00Z' FROM users");
      statement.execute("DROP TABLE users");
      statement.execute("SELECT ring_recount(1)");
      statement.execute("VACUUM ANALYZE consent");
    }
  }

  /** What PostgreSQL has used so far. */
  Usage usage() throws SQLException, IOException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      long log = number(statement, LOG_WRITTEN);
      return new Usage(ProcessTime.ofFamily(server.process()), log, 0);
    }
  }

  /** Writes what is dirty, so that each page that is touched next is logged whole once. */
  void checkpoint() throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
  }

  /** The ring's table with its index, in megabytes. */
  long megabytes() throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      return number(
          statement,
          "SELECT sum(pg_total_relation_size(inhrelid))::bigint >> 20 FROM pg_inherits"
              + " WHERE inhparent = 'consent'::regclass");
    }
  }

  /** An old snapshot: a transaction that has read and does not end until this connection does. */
  Connection oldSnapshot() throws SQLException {
    Connection connection = connection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET idle_in_transaction_session_timeout = 0");
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      number(statement, "SELECT count(*) FROM lane");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Folders.remove(folder);
  }
}
