package io.tidegate.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server as a child process, on a folder that holds all of it. */
public final class PostgresServer implements AutoCloseable {
  /** The superuser that {@code initdb} makes; also owner of all databases. */
  public static final String USER = "tidegate";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** For how long what a killed server has left may still end by itself. */
  private static final Duration LEFT_BEHIND = Duration.ofSeconds(20);

  private static final String ALREADY_THERE = "42P04"; // duplicate_database

  private final PostgresFolder folder;
  private final int port;
  private final String password;
  private final Process process;
  private final Process guard;

  private PostgresServer(
      PostgresFolder folder, int port, String password, Process process, Process guard) {
    this.folder = folder;
    this.port = port;
    this.password = password;
    this.process = process;
    this.guard = guard;
  }

  /**
   * Starts the server of a folder, which is made when it is not there; ends one that a dead owner
   * left behind, and waits for the sessions of one that was killed. Returns when it answers.
   *
   * @throws IOException when it cannot start; the sentence names its log
   */
  public static PostgresServer start(Path folder, PostgresSettings settings) throws IOException {
    PostgresFolder home = PostgresFolder.at(folder);
    home.stopOrphan();
    home.initialise();
    long deadline = System.nanoTime() + LEFT_BEHIND.toNanos();
    while (true) {
      long said = home.said();
      try {
        return startOnce(home, settings);
      } catch (IOException e) { // PostgreSQL takes its time to find that out
        if (!home.saidSince(said, "is still in use") || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  private static PostgresServer startOnce(PostgresFolder home, PostgresSettings settings)
      throws IOException {
    int port = home.choosePort();
    long said = StartFailed.endOf(home.log());
    Process process =
        Sessions.apart(
                home.command(
                    "postgres",
                    "-D",
                    home.cluster().toString(),
                    "-c",
                    "config_file=" + home.configure(settings.file(port))))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()))
            .start();
    var server =
        new PostgresServer(home, port, home.password(), process, guard(home, process.pid()));
    server.awaitAnswer(said);
    server.refuseUnsafe();
    return server;
  }

  public int port() {
    return port;
  }

  public String password() {
    return password;
  }

  /** The server's process. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Completes when the server is gone, for whatever reason. */
  public CompletableFuture<Void> gone() {
    return process.onExit().thenRun(() -> {});
  }

  /** JDBC URL of a database of this server. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Connections to a database as its owner; not pooled. */
  public DataSource owner(String database) {
    var source = new PGSimpleDataSource();
    source.setUrl(url(database));
    source.setUser(USER);
    source.setPassword(password);
    source.setSocketTimeout(60);
    return source;
  }

  /** Makes a database, if it is not there yet. */
  public void createDatabase(String name) throws SQLException {
    try (Connection connection = owner("postgres").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
    } catch (SQLException e) {
      if (!ALREADY_THERE.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  /**
   * Stops the server: sessions are ended, open transactions rolled back, a checkpoint is written.
   * Killed when that takes more than a minute.
   */
  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      folder.run("pg_ctl", "-D", folder.cluster().toString(), "-m", "fast", "-t", "60", "stop");
    }
    if (process.isAlive()) {
      Sessions.kill(process.toHandle());
    }
    dismissGuard();
  }

  /** The guard ends by itself when its input does, and finds no server to stop. */
  private void dismissGuard() throws IOException {
    guard.getOutputStream().close();
    if (!Sessions.gone(guard.toHandle(), PATIENCE)) {
      guard.destroyForcibly();
    }
  }

  /**
   * A shell that waits for the end of its standard input, which is the end of this JVM, and then
   * stops the server. It makes sure that the number is still the server's.
   */
  private static Process guard(PostgresFolder home, long pid) throws IOException {
    String script =
        """
        cat >/dev/null
        if tr '\\0' ' ' 2>/dev/null </proc/$1/cmdline | grep -qF -- "$2"; then kill -INT $1; fi
        """;
    return Sessions.apart(
            List.of("sh", "-c", script, "guard", Long.toString(pid), home.cluster().toString()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void awaitAnswer(long said) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (endedWithin(Duration.ofMillis(25))) {
        dismissGuard();
        throw new StartFailed("PostgreSQL ended while it started", folder.log(), said);
      }
      if (System.nanoTime() - deadline > 0) {
        close();
        throw new StartFailed(
            "PostgreSQL did not start within %d s".formatted(PATIENCE.toSeconds()),
            folder.log(),
            said);
      }
    }
  }

  private boolean endedWithin(Duration time) throws IOException {
    try {
      return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IOException("interrupted while PostgreSQL started", e);
    }
  }

  private boolean answers() {
    try (Connection connection = owner("postgres").getConnection()) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false; // not yet: the caller watches the process and the clock
    }
  }

  private void refuseUnsafe() throws IOException {
    try (Connection connection = owner("postgres").getConnection();
        Statement statement = connection.createStatement()) {
      for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
        try (ResultSet answer = statement.executeQuery("SHOW " + setting)) {
          answer.next();
          if (!answer.getString(1).equals("on")) {
            close();
            throw new IOException(
                "PostgreSQL runs with " + setting + " " + answer.getString(1) + "; it must be on");
          }
        }
      }
    } catch (SQLException e) {
      close();
      throw new IOException("PostgreSQL does not tell its settings", e);
    }
  }
}
