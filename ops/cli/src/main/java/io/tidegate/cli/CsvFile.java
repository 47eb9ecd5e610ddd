package io.tidegate.cli;

import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** The file that a command hands to the running system; mixed into commands. */
final class CsvFile {
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  @Parameters(paramLabel = "FILE.csv", description = "The file, in UTF-8.")
  private Path file;

  /**
   * The file.
   *
   * @throws ParameterException when it is none that can be read
   */
  Path path() {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ParameterException(command.commandLine(), file + " is not a file that can be read");
    }
    return file;
  }

  /**
   * What the person is told whose file was refused: every error on a line of its own, as an editor
   * can jump to; then the one line that sums up.
   *
   * @param answer not 2xx
   */
  CommandFailure refused(HttpResponse<String> answer) {
    JsonNode problem = RunningSystem.problem(answer);
    JsonNode errors = problem.path("errors");
    if (errors.isEmpty()) {
      return WrongRequest.or(answer, RunningSystem.sentence(answer));
    }
    PrintWriter err = command.commandLine().getErr();
    for (JsonNode error : errors) {
      String field = error.path("field").asString("");
      err.printf(
          "%s:%d: %sfound %s; allowed: %s%n",
          file,
          error.path("line").asLong(),
          field.isEmpty() ? "" : field + ": ",
          error.path("found").asString(""),
          error.path("allowed").asString(""));
    }
    long count = problem.path("errorCount").asLong(errors.size());
    return WrongRequest.or(
        answer,
        "%s is refused whole, with %d error%s; nothing was imported"
            .formatted(file, count, count == 1 ? "" : "s"));
  }
}
