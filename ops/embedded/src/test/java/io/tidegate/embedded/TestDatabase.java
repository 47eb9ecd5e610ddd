package io.tidegate.embedded;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A migrated database of one test class; dropped when it is closed. */
public final class TestDatabase implements AutoCloseable {
  private final PostgresServer server;
  private final String name;

  TestDatabase(PostgresServer server, String name) {
    this.server = server;
    this.name = name;
  }

  public String url() {
    return server.url(name);
  }

  public String user() {
    return PostgresServer.USER;
  }

  public String password() {
    return server.password();
  }

  /** Unpooled connections as the owner, who may do everything. */
  public DataSource owner() {
    return server.owner(name);
  }

  /**
   * Unpooled connections as one process's role: {@code tidegate_scheduler}, {@code
   * tidegate_worker}, {@code tidegate_push}.
   */
  public DataSource as(String role) {
    var source = (PGSimpleDataSource) server.owner(name);
    source.setOptions("-c role=" + role);
    return source;
  }

  /** Ends all sessions and drops the database. */
  @Override
  public void close() {
    TestServers.execute(server, "DROP DATABASE " + name + " WITH (FORCE)");
  }
}
