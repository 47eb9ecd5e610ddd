package io.tidegate.cli;

import io.tidegate.simulator.PushServices;
import io.tidegate.simulator.Simulator;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line. */
@Command(
    name = "tidegate",
    description = {
      "Refreshes users' data at institutions: each in its hours, never faster than allowed,"
          + " levelled against real traffic.",
      "Of the launcher itself: `tidegate test` runs all tests, `tidegate bench NAME` measures what"
          + " is claimed. TIDEGATE_DEBUG=1 in the environment shows where a failure comes from."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    subcommands = {
      // In the order of the help text; one line each, so that additions merge.
      DemoRun.class,
      ChaosRun.class,
      Up.class,
      Institutions.class,
      Plan.class,
      Consents.class,
      Traffic.class,
      Push.class,
      Ledger.class,
      VerifyLedger.class,
      Simulator.class,
      PushServices.class,
      Migrate.class,
      Help.class,
    },
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong use"})
public final class Tidegate extends CommandGroup {
  /**
   * What libraries log is no answer to a person: they throw what matters. Held, lest it be lost.
   */
  private static final Logger LIBRARIES = Logger.getLogger("");

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
    return Values.readBy(new CommandLine(new Tidegate()))
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Tidegate::wrongUse)
        .setExecutionExceptionHandler(Tidegate::failed)
        .execute(arguments);
  }

  private static int wrongUse(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String sentence =
        Reason.oneLine(
            e instanceof UnmatchedArgumentException unmatched && isNoCommand(unmatched)
                ? noCommand(unmatched)
                : e.getMessage());
    command
        .getErr()
        .println(
            "tidegate: "
                + sentence
                + " (see: "
                + Typed.command(words(command.getCommandSpec()) + "--help)"));
    return CommandLine.ExitCode.USAGE;
  }

  private static boolean isNoCommand(UnmatchedArgumentException e) {
    return !e.isUnknownOption() && !e.getCommandLine().getSubcommands().isEmpty();
  }

  private static String noCommand(UnmatchedArgumentException e) {
    CommandLine group = e.getCommandLine();
    List<String> near = e.getSuggestions();
    return "no such command: "
        + words(group.getCommandSpec())
        + e.getUnmatched().getFirst()
        + (near.isEmpty()
            ? "; there are " + CommandGroup.names(group)
            : "; did you mean " + String.join(" or ", near) + "?");
  }

  /** The words of a command without the program's name, each with a space behind it. */
  private static String words(CommandSpec command) {
    CommandSpec parent = command.parent();
    return parent == null ? "" : words(parent) + command.name() + " ";
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("tidegate: " + Reason.of(e));
    if (System.getenv("TIDEGATE_DEBUG") != null) {
      e.printStackTrace(command.getErr());
    }
    return e instanceof WrongRequest ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }
}
