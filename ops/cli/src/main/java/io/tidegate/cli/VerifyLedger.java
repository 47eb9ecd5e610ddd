package io.tidegate.cli;

import io.tidegate.policy.PolicyReader;
import io.tidegate.policy.Problem;
import io.tidegate.policy.Reading;
import io.tidegate.verify.BadRow;
import io.tidegate.verify.Judgement;
import io.tidegate.verify.StartLedgers;
import io.tidegate.verify.UnreadableLedger;
import io.tidegate.verify.VerdictTable;
import io.tidegate.verify.Verify;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges an arrival ledger; needs no running system. */
@Command(
    name = "verify",
    description = {
      "Judge an arrival ledger by what its institutions allow: never too fast (I1), never at the"
          + " wrong time (I2), never too often (I4).",
      "Columns: institution,user,call,object,page,epoch_micros,status,rsp_code, in any order of"
          + " rows. The receiver's stalls are read from LEDGER.stalls.csv beside it, if it is"
          + " there. See docs/verify.md."
    })
final class VerifyLedger implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  @Parameters(paramLabel = "LEDGER.csv", description = "The ledger, in UTF-8.")
  private Path ledger;

  @Mixin private final PolicyFolder policies = new PolicyFolder();

  @Option(
      names = "--crashed",
      paramLabel = "INSTANT",
      split = ",",
      arity = "1..*",
      description =
          "When a worker was killed, such as 2026-11-21T04:30:00.250Z; may be given several times."
              + " What was in flight then may have been repeated once.")
  private List<Instant> crashed = new ArrayList<>();

  @Option(
      names = "--starts",
      paramLabel = "FILE|DIR",
      arity = "1..*",
      description =
          "What workers wrote down of their starts (tidegate.pipeline.start-ledger): files, or"
              + " folders of starts-*.csv. Any 100 ms are then judged by these, as they were"
              + " promised, and the receiver's with the path's delay in them.")
  private List<Path> starts = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Reading reading = PolicyReader.read(policies.path());
    if (!reading.isValid() || reading.files().isEmpty()) {
      reading.errors().stream().map(Problem::toString).forEach(err::println);
      err.println("tidegate: " + policies.path() + " has no policies that can be read");
      return ExitCode.USAGE;
    }
    try {
      return report(Verify.by(reading.policies(), crashed).judge(ledger, StartLedgers.in(starts)));
    } catch (UnreadableLedger e) {
      for (BadRow row : e.rows()) {
        err.println(e.file() + ":" + row.line() + ": " + row.problem());
      }
      err.println("tidegate: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (NoSuchFileException e) {
      throw new ParameterException(spec.commandLine(), "there is no file " + e.getFile(), e);
    }
  }

  private int report(Judgement judgement) {
    VerdictTable.lines(judgement).forEach(spec.commandLine().getOut()::println);
    judgement
        .worst()
        .ifPresent(
            worst ->
                spec.commandLine().getErr().println("tidegate: " + VerdictTable.sentence(worst)));
    return judgement.kept() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
