package io.tidegate.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a system that a command starts, and its end; mixed into commands. */
final class StartedSystem {
  /** What has to be stopped before this process may end. */
  interface Stop {
    void run() throws IOException;
  }

  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that holds all state (default: ./data; of a demo ./data/demo-DATE-TIME).")
  private @Nullable Path data;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many batch-workers, 1 to 64 (default: ${DEFAULT-VALUE}).")
  private int workers = 1;

  /** The folder that was named, if one was. */
  @Nullable Path data() {
    return data;
  }

  int workers() {
    return workers;
  }

  /** Stops on Ctrl-C or SIGTERM. The JVM ends when its hooks are done: this waits for the whole. */
  void stopOnSignal(Stop stop) {
    stopOnSignal(command, stop);
  }

  static void stopOnSignal(CommandSpec command, Stop stop) {
    PrintWriter err = command.commandLine().getErr();
    Thread hook =
        new Thread(
            () -> {
              try {
                stop.run();
              } catch (IOException e) {
                err.println("tidegate: stopped, but not in good order: " + e.getMessage());
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }
}
