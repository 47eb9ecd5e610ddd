package io.tidegate.cli;

import io.tidegate.policy.PolicyDocuments;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of policy files. */
@Command(
    name = "schema",
    description =
        "Print the JSON Schema of policy files, with which editors check and complete them.")
final class InstitutionsSchema implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(PolicyDocuments.schema());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
