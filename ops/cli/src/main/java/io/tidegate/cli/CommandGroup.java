package io.tidegate.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A word that wants another behind it; says which there are. */
abstract class CommandGroup implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: " + names(spec.commandLine()));
  }

  /** The commands behind a word, without its help; "none" where there are none. */
  static String names(CommandLine group) {
    String names =
        group.getSubcommands().keySet().stream()
            .filter(name -> !name.equals("help"))
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names;
  }
}
