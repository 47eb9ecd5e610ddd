package io.tidegate.cli;

import io.tidegate.standalone.Database;
import io.tidegate.standalone.Migrations;
import io.tidegate.standalone.SystemAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings a database's tables and roles up to date. */
@Command(
    name = "migrate",
    description = {
      "Bring the tables and roles of a database up to date.",
      "The database is the one of --db, else that of the running system."
    })
final class Migrate implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private DatabaseOption given = new DatabaseOption();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Data folder of the running system (default: ./data).")
  private Path dataFolder = Path.of("data");

  @Override
  public Integer call() throws IOException {
    Optional<Database> running = SystemAddresses.read(dataFolder).map(SystemAddresses::postgres);
    Database database =
        given
            .database()
            .or(() -> running)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "no system runs on "
                            + dataFolder
                            + "; name a database with --db (up migrates its own by itself)"));
    int applied = Migrations.apply(database);
    spec.commandLine()
        .getOut()
        .println(applied == 0 ? "up to date" : applied + " migrations applied");
    return 0;
  }
}
