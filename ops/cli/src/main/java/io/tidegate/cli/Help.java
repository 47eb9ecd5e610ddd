package io.tidegate.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of the command whose words follow; picocli's own takes one word only. */
@Command(name = "help", helpCommand = true, description = "Show the help of a command.")
final class Help implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Its words; none: all of them.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    CommandLine shown = spec.parent().commandLine();
    for (String word : words) {
      CommandLine next = shown.getSubcommands().get(word);
      if (next == null) {
        throw new ParameterException(
            shown, "no command " + word + "; there are " + CommandGroup.names(shown));
      }
      shown = next;
    }
    shown.usage(spec.commandLine().getOut());
    return ExitCode.OK;
  }
}
