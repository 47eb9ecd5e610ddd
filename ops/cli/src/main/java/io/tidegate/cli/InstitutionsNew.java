package io.tidegate.cli;

import io.tidegate.policy.NewPolicyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a first policy file with comments. */
@Command(
    name = "new",
    description = {
      "Write a commented policy file for an institution.",
      "What cannot be known is left to be set: check says what."
    })
final class InstitutionsNew implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Parameters(
      paramLabel = "CODE",
      description = "The institution's code: upper-case letters, digits, _ and -.")
  private String code;

  @Option(
      names = "--preset",
      paramLabel = "P",
      completionCandidates = PresetNames.class,
      description = "The regime to build on: ${COMPLETION-CANDIDATES}.")
  private @Nullable String preset;

  @Mixin private final PolicyFolder policies = new PolicyFolder();

  @Override
  public Integer call() throws IOException {
    NewPolicyFile file = file();
    Path folder = policies.path();
    Path path = folder.resolve(code + ".yaml");
    Files.createDirectories(folder);
    try {
      Files.writeString(path, file.text(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(path + " is there already; it was left as it is", e);
    }
    List<String> toSet = file.toSet();
    PrintWriter out = spec.commandLine().getOut();
    out.println("wrote " + path);
    out.println("next: set " + String.join(", ", toSet) + " in it and put in your calls,");
    out.println(
        "then: "
            + Typed.command(
                "institutions check" + (policies.isUsual() ? "" : " " + Typed.path(folder))));
    return ExitCode.OK;
  }

  private NewPolicyFile file() {
    try {
      return new NewPolicyFile(code, preset);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
