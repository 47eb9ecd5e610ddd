package io.tidegate.cli;

import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import io.tidegate.standalone.SystemRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Mixin private final PolicyFolder policies = new PolicyFolder();
  @Mixin private final StartedSystem started = new StartedSystem();
  @Mixin private final DatabaseOption given = new DatabaseOption();

  @Option(
      names = "--kafka",
      paramLabel = "SERVERS",
      description = "Existing brokers instead of an embedded one: HOST:PORT[,HOST:PORT].")
  private @Nullable String kafka;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    StandaloneSettings settings = settings();
    if (policies.isUsual()) {
      Files.createDirectories(policies.path());
    }
    try (Standalone system = Standalone.on(settings, out::println)) {
      started.stopOnSignal(() -> stop(system, out));
      out.println("starting; the logs are in " + data().resolve("logs"));
      system.withPushWorker();
      system.start();
      tellWhatToDo(system, out);
      PolicyNews news = new PolicyNews(RunningSystem.on(data()), out::println);
      do {
        news.look();
      } while (!system.awaitClosed(BETWEEN_LOOKS));
    } catch (SystemRefused e) {
      PrintWriter err = spec.commandLine().getErr();
      e.errors().forEach(err::println);
      err.println("tidegate: " + e.getMessage());
      return ExitCode.USAGE;
    }
    return 0;
  }

  private Path data() {
    return Optional.ofNullable(started.data()).orElse(RunningSystem.USUAL_FOLDER);
  }

  private StandaloneSettings settings() {
    try {
      return new StandaloneSettings(
          data(),
          policies.path(),
          given.database(),
          Optional.ofNullable(kafka),
          started.workers(),
          Map.of());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void tellWhatToDo(Standalone system, PrintWriter out) {
    String folder = Typed.data(data());
    out.println("Tidegate is up: " + system.scheduler());
    out.println("  an institution:  " + Typed.command("institutions new CODE --preset kr-mydata"));
    out.println("  its users:       " + Typed.command("consents import FILE.csv") + folder);
    out.println("  what it does:    " + Typed.command("plan show") + folder);
    out.println("  timers, devices: " + system.pushWorker() + "v1/openapi.json");
    out.println(
        "  their sockets:   " + system.pushSockets() + "v1/users/USER/devices/DEVICE/socket");
    out.println(
        "                   (service token in " + data().resolve("push-service-token") + ")");
    out.println("  stop:            Ctrl-C");
  }

  private static void stop(Standalone system, PrintWriter out) throws IOException {
    if (!system.isClosed()) {
      out.println("stopping …");
      system.close();
      out.println("stopped");
    }
  }
}
