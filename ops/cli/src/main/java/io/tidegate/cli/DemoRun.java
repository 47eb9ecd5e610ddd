package io.tidegate.cli;

import io.tidegate.standalone.demo.Demo;
import io.tidegate.standalone.demo.DemoSettings;
import io.tidegate.standalone.stage.Stage;
import io.tidegate.verify.UnreadableLedger;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the system at work with simulated institutions, and judges it. */
@Command(
    name = "demo",
    description = {
      "Show the system at work: simulated institutions, a population, whole minutes in real time,"
          + " and a verdict at the end.",
      "The exit code is 0 only if no call came too fast (I1), at the wrong time (I2) or too often"
          + " (I4), nobody was forgotten (I3), and each push of a timer that was due came once."
    })
final class DemoRun implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Whole minutes of the run, 1 to 120 (default: 3).")
  private int minutes = 3;

  @Option(
      names = "--institutions",
      paramLabel = "N",
      defaultValue = "12",
      description = "How many institutions, 1 to 60 (default: 12).")
  private int institutions = 12;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "200000",
      description = "How many users over all institutions (default: 200000).")
  private int users = 200_000;

  @Option(
      names = "--timers",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Timers that fall due in each minute of the run, on devices of all four channels, 0 to"
              + " 10000 (default: ${DEFAULT-VALUE}).")
  private int timers;

  @Mixin private final StartedSystem started = new StartedSystem();

  @Option(
      names = "--keep",
      description =
          "Keep the database and the broker's files; else only policies, ledger and logs.")
  private boolean keep;

  @Option(
      names = "--verbose",
      description =
          "Print each rule of each institution at the end; else a summary. The file verdict.txt"
              + " has all of it.")
  private boolean verbose;

  @Override
  public Integer call() throws IOException, SQLException, UnreadableLedger {
    PrintWriter out = spec.commandLine().getOut();
    try (Demo demo =
        new Demo(settings(), place(), traffic(), MachineClock.CLOCK, out, Terminal.isTerminal())) {
      started.stopOnSignal(demo::close);
      boolean held = demo.run();
      if (!keep) {
        demo.removeServers();
      }
      return held ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private DemoSettings settings() {
    try {
      return new DemoSettings(minutes, institutions, users, started.workers(), timers, verbose);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Path place() throws IOException {
    Path folder = started.data();
    if (folder == null) {
      String stamp = STAMP.format(MachineClock.CLOCK.instant().atOffset(ZoneOffset.UTC));
      return Path.of("data", "demo-" + stamp);
    }
    if (!Stage.isFree(folder)) {
      throw new ParameterException(
          spec.commandLine(), folder + " is not empty; a demo needs a folder of its own");
    }
    return folder;
  }

  private static Path traffic() {
    String home = System.getProperty("tidegate.home");
    if (home == null) {
      throw new CommandFailure("the property tidegate.home is not set; start with ./tidegate");
    }
    return Path.of(home, "examples", "traffic", "nyc_taxi_30min.csv");
  }
}
