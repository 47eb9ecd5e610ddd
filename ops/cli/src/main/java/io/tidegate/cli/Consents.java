package io.tidegate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about users' consents. */
@Command(
    name = "consents",
    description = "Import users' consents; show or erase one user.",
    subcommands = {ConsentsImport.class, ConsentsShow.class, ConsentsErase.class})
final class Consents implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
