package io.tidegate.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The folder that holds all of a PostgreSQL server: its files, password, port, settings and log.
 *
 * @param home the folder
 * @param binaries where PostgreSQL's programs lie
 */
record PostgresFolder(Path home, Path binaries) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A folder, made when it is not there. */
  static PostgresFolder at(Path folder) throws IOException {
    return new PostgresFolder(Folders.secured(folder), PostgresBinaries.unpacked());
  }

  Path cluster() {
    return home.resolve("data");
  }

  Path log() {
    return home.resolve("postgres.log");
  }

  /** How much the log says, in bytes. */
  long said() throws IOException {
    return Files.exists(log()) ? Files.size(log()) : 0;
  }

  /** Whether the log has words behind its first bytes. */
  boolean saidSince(long bytes, String words) throws IOException {
    if (!Files.exists(log())) {
      return false;
    }
    try (InputStream log = Files.newInputStream(log())) {
      log.skipNBytes(bytes);
      return new String(log.readAllBytes(), StandardCharsets.UTF_8).contains(words);
    }
  }

  /** The port of the last time, if it is free. */
  int choosePort() throws IOException {
    return Ports.choose(home.resolve("port"), 1)[0];
  }

  /** Writes the settings; returns where. */
  Path configure(String settings) throws IOException {
    return Files.writeString(home.resolve("postgresql.conf"), settings);
  }

  /** The superuser's password, made when there is none. */
  String password() throws IOException {
    Path file = home.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Folders.writeSecurely(
          file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
    }
    return Files.readString(file).strip();
  }

  /** Makes the cluster, unless it is there: whole or not at all. */
  void initialise() throws IOException {
    password();
    if (Files.exists(cluster().resolve("PG_VERSION"))) {
      return;
    }
    Path fresh = home.resolve("data.new");
    Folders.delete(fresh);
    run(
        "initdb",
        "--pgdata=" + fresh,
        "--username=" + PostgresServer.USER,
        "--pwfile=" + home.resolve("password"),
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions");
    Files.move(fresh, cluster(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** One of PostgreSQL's programs, as a user that it does not refuse. */
  List<String> command(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(Unprivileged.prefix());
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs one of PostgreSQL's programs to its end. */
  void run(String program, String... arguments) throws IOException {
    List<String> command = command(program, arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    try {
      // Gone for the system is not yet gone for Java, which hears of it a moment later.
      if (!Sessions.gone(process.toHandle(), PATIENCE)
          || process.onExit().join().exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed; see " + log());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * A dead owner's server would go on, and hold the folder: ended here. A number that now belongs
   * to somebody else would make PostgreSQL refuse to start, so its pid file goes.
   */
  void stopOrphan() throws IOException {
    Path pidFile = cluster().resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    var orphan = PidFile.running(lines.isEmpty() ? "" : lines.getFirst(), cluster().toString());
    if (orphan.isPresent()) {
      interrupt(orphan.get());
    }
    Files.deleteIfExists(pidFile);
  }

  /** SIGINT, PostgreSQL's fast shutdown; what is left after a minute is killed. */
  private static void interrupt(ProcessHandle server) throws IOException {
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start();
    if (!Sessions.gone(kill.toHandle(), PATIENCE)
        || !Sessions.gone(server, Duration.ofMinutes(1))) {
      Sessions.kill(server);
    }
  }
}
