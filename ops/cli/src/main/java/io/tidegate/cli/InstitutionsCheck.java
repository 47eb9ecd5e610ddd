package io.tidegate.cli;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Problem;
import io.tidegate.policy.Reading;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells every error of every policy file at once. */
@Command(
    name = "check",
    description = {
      "Check policy files without a server: every error of every file at once, with file, line,"
          + " key, what was found and what is allowed.",
      "Errors and warnings go to standard error; the exit code is 2 if there is an error. The"
          + " processes refuse to start on the same errors."
    })
final class InstitutionsCheck implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = "institutions",
      description = "Folder of policy files, or one file (default: ./${DEFAULT-VALUE}).")
  private Path place;

  @Override
  public Integer call() {
    Reading reading =
        Files.isRegularFile(place) ? PolicyReader.readFile(place) : PolicyReader.read(place);
    PrintWriter err = spec.commandLine().getErr();
    reading.errors().forEach(error -> err.println(at(error)));
    reading.warnings().forEach(warning -> err.println("warning: " + at(warning)));
    if (!reading.isValid()) {
      err.println("tidegate: " + counted(reading));
      return ExitCode.USAGE;
    }
    PrintWriter out = spec.commandLine().getOut();
    reading.policies().forEach(policy -> out.println(summary(policy)));
    out.printf(
        "%d institution%s, no error%s%n",
        reading.files().size(), reading.files().size() == 1 ? "" : "s", warnings(reading));
    return ExitCode.OK;
  }

  /** With the folder's name before the file's, so that a click in a terminal finds it. */
  private String at(Problem problem) {
    boolean inFolder = Files.isDirectory(place) && !problem.file().equals(place.toString());
    return inFolder ? place + "/" + problem : problem.toString();
  }

  private static String counted(Reading reading) {
    long files = reading.errors().stream().map(Problem::file).distinct().count();
    int errors = reading.errors().size();
    return "%d error%s in %d file%s%s"
        .formatted(errors, errors == 1 ? "" : "s", files, files == 1 ? "" : "s", warnings(reading));
  }

  private static String warnings(Reading reading) {
    int count = reading.warnings().size();
    return count == 0 ? "" : ", %d warning%s".formatted(count, count == 1 ? "" : "s");
  }

  private static String summary(Policy policy) {
    String hours =
        policy.windows().isAlways()
            ? "always open"
            : "%.1f h open a week".formatted(policy.windows().minutesPerWeek() / 60.0);
    return Stream.of(
            policy.code(),
            policy.name(),
            policy.preset() == null ? "no preset" : policy.preset(),
            policy.zone().getId(),
            hours,
            String.format(Locale.ROOT, "%.1f calls/s", policy.tickets().perSecond()))
        .collect(Collectors.joining(", "));
  }
}
