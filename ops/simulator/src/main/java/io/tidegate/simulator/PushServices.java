package io.tidegate.simulator;

import io.tidegate.simulator.push.PushSettings;
import io.tidegate.simulator.push.PushSimulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts simulated push services and runs until it is stopped. */
@Command(
    name = "push-services",
    mixinStandardHelpOptions = true,
    description = {
      "Simulate FCM, APNs and Web Push on loopback: take pushes as strictly as they do, write down"
          + " when each arrived, and answer as they are told. See docs/simulator.md."
    })
public final class PushServices implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // required
  @Option(
      names = "--folder",
      required = true,
      paramLabel = "DIR",
      description = {
        "Where the senders' keys and, when everything listens, the address file"
            + " push-services.json are put."
      })
  private Path folder;

  @Option(
      names = "--control-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Port of the control interface (default: a free one).")
  private int controlPort;

  @Option(
      names = "--fcm-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Port of FCM (default: a free one).")
  private int fcmPort;

  @Option(
      names = "--apns-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Port of APNs (default: a free one).")
  private int apnsPort;

  @Option(
      names = "--web-push-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Port of Web Push (default: a free one).")
  private int webPushPort;

  @Option(
      names = "--kept",
      defaultValue = "500000",
      paramLabel = "N",
      description = "How many arrivals are kept, the last ones (default: ${DEFAULT-VALUE}).")
  private int kept = 500_000;

  @Option(names = "--exit-with-parent", description = "Stop when standard input ends.")
  private boolean exitWithParent;

  /** Runs them as a process; exit code 0 when it was stopped, 1 failed, 2 wrong use. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new PushServices())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  command.getErr().println("push-services: " + e.getMessage());
                  return CommandLine.ExitCode.SOFTWARE;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PortOptions.check(spec, "--control-port", controlPort);
    PortOptions.check(spec, "--fcm-port", fcmPort);
    PortOptions.check(spec, "--apns-port", apnsPort);
    PortOptions.check(spec, "--web-push-port", webPushPort);
    PushSettings settings =
        new PushSettings(folder, controlPort, fcmPort, apnsPort, webPushPort, kept);
    try (PushSimulation simulation = PushSimulation.start(settings, MachineClock.CLOCK)) {
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(simulation::stop));
      if (exitWithParent) {
        ParentProcess.whenGone("push-services", simulation::stop);
      }
      spec.commandLine()
          .getOut()
          .printf(
              "push services simulated; control: %s; addresses: %s%n",
              simulation.control(), folder.resolve(PushSimulation.ADDRESS_FILE));
      spec.commandLine().getOut().flush();
      simulation.untilStopped();
    }
    return CommandLine.ExitCode.OK;
  }
}
