package io.tidegate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about institutions' policy files. */
@Command(
    name = "institutions",
    description = "Write, check and explain the policy files of institutions; try one.",
    subcommands = {
      InstitutionsCheck.class,
      InstitutionsNew.class,
      InstitutionsExplain.class,
      InstitutionsSchema.class,
      InstitutionsTry.class
    })
final class Institutions implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
