package io.tidegate.cli;

import io.tidegate.standalone.Database;
import io.tidegate.standalone.Migrations;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings a database's tables and roles up to date. */
@Command(
    name = "migrate",
    description = {
      "Bring the tables and roles of a database up to date.",
      "The database is the one of --db, else that of the running system. 'up' does this by itself."
    })
final class Migrate implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private DatabaseOption given = new DatabaseOption();

  @Mixin private final RunningSystem system = new RunningSystem();

  @Override
  public Integer call() throws IOException {
    Database database = given.database().orElseGet(() -> system.addresses().postgres());
    int applied = Migrations.apply(database);
    spec.commandLine()
        .getOut()
        .println(applied == 0 ? "up to date" : applied + " migrations applied");
    return 0;
  }
}
