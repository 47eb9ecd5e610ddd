package io.tidegate.cli;

import io.tidegate.standalone.chaos.Chaos;
import io.tidegate.standalone.chaos.ChaosSettings;
import io.tidegate.standalone.chaos.WrongScript;
import io.tidegate.standalone.stage.Stage;
import io.tidegate.verify.UnreadableLedger;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Breaks a whole system on purpose while it works, and judges it. */
@Command(
    name = "chaos",
    description = {
      "Break a system on purpose while it works: processes killed and stopped, servers away, paths"
          + " cut, clocks wrong, as a seed has it; then judge it.",
      "The exit code is 0 only if no call came too fast (I1), at the wrong time (I2) or too often"
          + " (I4), nobody was forgotten (I3) and nothing was lost (I6). See docs/chaos.md."
    })
final class ChaosRun implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "From which all that happens follows (default: a new one, which is printed).")
  private @Nullable Long seed;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "6",
      description = "Whole minutes of the run, 3 to 120 (default: ${DEFAULT-VALUE}).")
  private int minutes = 6;

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Lines such as '+0:42.5 kill batch-worker-1', in place of the seed's.")
  private @Nullable Path script;

  @Option(
      names = "--clock-change",
      description = "Let the run lie in a night in which clocks are put back; needs libfaketime.")
  private boolean clockChange;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Empty folder that holds all of it (default: ./data/chaos-DATE-TIME).")
  private @Nullable Path data;

  @Option(
      names = "--keep",
      description =
          "Keep the database and the broker's files; else only policies, ledgers and logs.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, SQLException, UnreadableLedger {
    PrintWriter out = spec.commandLine().getOut();
    try (Chaos chaos = new Chaos(settings(), place(), MachineClock.CLOCK, out)) {
      StartedSystem.stopOnSignal(spec, chaos::close);
      boolean held = chaos.run();
      if (!keep) {
        chaos.removeServers();
      }
      return held ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private ChaosSettings settings() throws IOException {
    long from = seed != null ? seed : MachineClock.CLOCK.instant().toEpochMilli() % 1_000_000;
    Optional<String> text =
        script == null ? Optional.empty() : Optional.of(Files.readString(script));
    try {
      return new ChaosSettings(from, minutes, text, clockChange);
    } catch (WrongScript e) {
      PrintWriter err = spec.commandLine().getErr();
      e.errors().forEach(error -> err.println(script + ": " + error));
      int wrong = e.errors().size();
      throw new ParameterException(
          spec.commandLine(),
          script + " has " + wrong + (wrong == 1 ? " wrong line" : " wrong lines"),
          e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Path place() throws IOException {
    Path folder = data;
    if (folder == null) {
      String stamp = STAMP.format(MachineClock.CLOCK.instant().atOffset(ZoneOffset.UTC));
      return Path.of("data", "chaos-" + stamp);
    }
    if (!Stage.isFree(folder)) {
      throw new ParameterException(
          spec.commandLine(), folder + " is not empty; a run needs a folder of its own");
    }
    return folder;
  }
}
