package io.tidegate.bench;

import io.tidegate.standalone.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The database of a bench's system; each call has a connection of its own. */
record BenchDatabase(Database there) {

  /** Unpooled connections as the owner. */
  DataSource owner() {
    return there.owner();
  }

  /** Runs statements one by one, each in a transaction of its own. */
  void run(String... statements) throws SQLException {
    try (Connection connection = owner().getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The number that a query answers. */
  long count(String sql) throws SQLException {
    try (Connection connection = owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The same database by a schema of that name, which is empty when it is asked for. */
  Database ownSchema(String name) throws SQLException {
    run("DROP SCHEMA IF EXISTS " + name + " CASCADE", "CREATE SCHEMA " + name);
    return new Database(there.url() + "?currentSchema=" + name, there.user(), there.password());
  }

  /** The server's process. */
  ProcessHandle server() throws IOException, SQLException {
    long pid = count("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint");
    return ProcessHandle.of(pid).orElseThrow(() -> new IOException("PostgreSQL is gone"));
  }

  /** What the server has used so far, with all its sessions. */
  Usage usage() throws IOException, SQLException {
    ProcessHandle server = server();
    long log = count(RingStore.LOG_WRITTEN);
    return new Usage(ProcessTime.ofFamily(server), log, 0);
  }
}
