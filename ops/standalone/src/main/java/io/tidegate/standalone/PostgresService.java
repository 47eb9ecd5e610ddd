package io.tidegate.standalone;

import io.tidegate.embedded.PostgresServer;
import io.tidegate.embedded.PostgresSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** The embedded PostgreSQL, with the system's database in it. */
final class PostgresService implements Service {
  private static final String DATABASE = "tidegate";

  private final Path folder;
  private final PostgresSettings settings;
  private final CompletableFuture<Database> database = new CompletableFuture<>();

  PostgresService(Path folder, PostgresSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  /** Where the database is, once it has been up; it comes back at the same port. */
  Database database() {
    return database.join();
  }

  @Override
  public Running start() throws IOException {
    PostgresServer server = PostgresServer.start(folder, settings);
    try {
      server.createDatabase(DATABASE);
    } catch (SQLException e) {
      server.close();
      throw new IOException("PostgreSQL does not make its database: " + e.getMessage(), e);
    }
    database.complete(new Database(server.url(DATABASE), PostgresServer.USER, server.password()));
    return new Life(server);
  }

  private record Life(PostgresServer server) implements Running {
    @Override
    public ProcessHandle process() {
      return server.process();
    }

    @Override
    public CompletableFuture<Void> gone() {
      return server.gone();
    }

    @Override
    public void stop() throws IOException {
      server.close();
    }
  }
}
