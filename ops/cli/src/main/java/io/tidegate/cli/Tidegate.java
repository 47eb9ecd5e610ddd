package io.tidegate.cli;

import io.tidegate.simulator.Simulator;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
    name = "tidegate",
    description = {
      "Refreshes users' data at institutions: each in its hours, never faster than allowed,"
          + " levelled against real traffic."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    subcommands = {
      // In the order of the help text; one line each, so that additions merge.
      DemoRun.class,
      Up.class,
      Consents.class,
      Institutions.class,
      Plan.class,
      Traffic.class,
      Ledger.class,
      Migrate.class,
      VerifyLedger.class,
      Simulator.class,
      CommandLine.HelpCommand.class,
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Of the launcher itself: `tidegate test` runs all tests, `tidegate bench NAME` measures what"
          + " is claimed.",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong use"})
public final class Tidegate implements Callable<Integer> {
  /**
   * What libraries log is no answer to a person: they throw what matters. Held, lest it be lost.
   */
  private static final Logger LIBRARIES = Logger.getLogger("");

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    LIBRARIES.setLevel(Level.SEVERE);
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments));
  }

  /** Runs one command; returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Tidegate())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Tidegate::wrongUse)
        .setExecutionExceptionHandler(Tidegate::failed)
        .execute(arguments);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int wrongUse(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String sentence = oneLine(e.getMessage());
    command
        .getErr()
        .println(
            "tidegate: "
                + sentence
                + " (see: "
                + command.getCommandSpec().qualifiedName()
                + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    String sentence = e instanceof CommandFailure ? oneLine(e.getMessage()) : oneLine(e.toString());
    command.getErr().println("tidegate: " + sentence);
    if (System.getenv("TIDEGATE_DEBUG") != null) {
      e.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "no reason given" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
