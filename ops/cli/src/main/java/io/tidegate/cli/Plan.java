package io.tidegate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about plans. */
@Command(
    name = "plan",
    description = "Preview plans, and show them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PlanPreview.class, PlanShow.class})
final class Plan implements Callable<Integer> {

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
