package io.tidegate.bench;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of all benches, with a class path of its own: what they compare with is heavy. */
@Command(
    name = "tidegate bench",
    description = "Measure: JSON lines on standard output, a table on standard error.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      Levelling.class,
      Pacing.class,
      Throughput.class,
      RingBench.class,
      PlanBench.class,
      Start.class,
      DueTimers.class,
      PushBench.class,
      SocketsBench.class,
      CommandLine.HelpCommand.class
    },
    synopsisSubcommandLabel = "NAME",
    commandListHeading = "%nBenches:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:measured", "1:failed", "2:wrong use"})
public final class Bench implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  /** What libraries log is no figure: they throw what matters. Held, lest it be lost. */
  private static final Logger LIBRARIES = Logger.getLogger("");

  /** Runs one bench and ends the process with its exit code. */
  public static void main(String[] arguments) {
    LIBRARIES.setLevel(Level.SEVERE);
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Bench())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(
            (e, given) -> {
              CommandLine command = e.getCommandLine();
              String name = command.getCommandSpec().qualifiedName();
              err.println("tidegate: " + e.getMessage() + " (see: " + name + " --help)");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              err.println("tidegate: " + e);
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "the name of a bench is missing");
  }
}
