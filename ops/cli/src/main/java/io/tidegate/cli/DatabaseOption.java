package io.tidegate.cli;

import io.tidegate.standalone.Database;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --db}; mixed into commands. */
final class DatabaseOption {
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--db",
      paramLabel = "URL",
      description = {
        "An existing PostgreSQL database instead of an embedded one:"
            + " postgresql://USER:PASSWORD@HOST:PORT/DATABASE. PGUSER and PGPASSWORD stand in for"
            + " what the URL leaves out. The user owns the tables and may make roles."
      })
  private @Nullable String url;

  /** The database that was named, if one was. */
  Optional<Database> database() {
    try {
      return Optional.ofNullable(url).map(given -> Database.parse(given, System.getenv()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
