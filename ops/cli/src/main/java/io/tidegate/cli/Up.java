package io.tidegate.cli;

import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import io.tidegate.standalone.SystemRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the whole system and holds it up until Ctrl-C. */
@Command(
    name = "up",
    description = {
      "Start the system on this machine and hold it up until Ctrl-C.",
      "PostgreSQL and Kafka are started too, unless --db and --kafka name existing ones; what they"
          + " acknowledge is kept in the data folder, where a second 'up' goes on."
    })
final class Up implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--institutions",
      paramLabel = "DIR",
      description = "Folder of policy files (default: ./institutions).")
  private @Nullable Path institutions;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Folder that holds all state (default: ./data).")
  private Path data = Path.of("data");

  @Mixin private DatabaseOption given = new DatabaseOption();

  @Option(
      names = "--kafka",
      paramLabel = "SERVERS",
      description = "Existing brokers instead of an embedded one: HOST:PORT[,HOST:PORT].")
  private @Nullable String kafka;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many batch-workers, 1 to 64 (default: 1).")
  private int workers = 1;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Standalone system = system(out)) {
      // The JVM ends when its hooks are done, so the hook waits for the whole stop.
      Thread stop = new Thread(() -> stop(system, out), "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      out.println("starting; the logs are in " + data.resolve("logs"));
      system.start();
      tellWhatToDo(system, out);
      system.awaitClosed();
    } catch (SystemRefused e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.USAGE;
    }
    return 0;
  }

  private Standalone system(PrintWriter out) throws IOException {
    try {
      return Standalone.on(
          new StandaloneSettings(
              data, policies(), given.database(), Optional.ofNullable(kafka), workers, Map.of()),
          line -> out.println(line));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The usual folder is made when it is not there; one that was named must be. */
  private Path policies() throws IOException {
    if (institutions != null) {
      return institutions;
    }
    return Files.createDirectories(Path.of("institutions"));
  }

  private void tellWhatToDo(Standalone system, PrintWriter out) {
    String folder = data.equals(Path.of("data")) ? "" : " --data " + data;
    out.println("Tidegate is up: " + system.scheduler());
    out.println("  an institution:  tidegate institutions new CODE --preset kr-mydata");
    out.println("  its users:       tidegate consents import FILE.csv" + folder);
    out.println("  what it does:    tidegate plan show" + folder);
    out.println("  stop:            Ctrl-C");
  }

  private static void stop(Standalone system, PrintWriter out) {
    if (system.isClosed()) {
      return;
    }
    try {
      out.println("stopping …");
      system.close();
      out.println("stopped");
    } catch (IOException e) {
      out.println("stopped, but not in good order: " + e.getMessage());
    }
  }
}
