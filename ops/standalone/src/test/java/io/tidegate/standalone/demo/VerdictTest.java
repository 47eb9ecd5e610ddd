package io.tidegate.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.policy.PolicyReader;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.Hours;
import io.tidegate.standalone.stage.PolicyText;
import io.tidegate.standalone.stage.RunLedger;
import io.tidegate.standalone.stage.Stage;
import io.tidegate.verify.Verify;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {
  private static final Instant BEGIN = Instant.parse("2026-11-21T10:21:00Z");
  private static final Actor BANK = new Actor("BANK01", "Some Bank", 100, 1, Hours.OPEN, 9001);
  private static final Actor CARD = new Actor("CARD02", "Some Card", 100, 1, Hours.CLOSED, 9002);
  private static final RunLedger.Row WHOLE = new RunLedger.Row("BANK01", 100, 0, 1, 0, 0, 99);

  @TempDir Path folder;
  private List<String> summary = List.of();

  @Test
  void aRunInWhichEverythingHeldIsSaidToHaveHeld() throws Exception {
    assertThat(verdict(List.of(call("BANK01", "anna", 30)), WHOLE))
        .contains("I1, I2, I3 and I4 held");
    assertThat(summary)
        .hasSize(8)
        .contains(
            "1 calls of 2 institutions in 1 s, as they saw them:",
            "  I3  nobody forgotten         100 due = 1 refreshed + 0 failed + 0 withdrawn + 99"
                + " carried over")
        .anyMatch(line -> line.startsWith("  I1  never too fast           "))
        .anyMatch(line -> line.contains(" rules kept; nearest: BANK01 with 1, 1 per 100 ms"))
        .noneMatch(line -> line.contains("BROKEN"));
  }

  @Test
  void aCallAtAClosedInstitutionFails() throws Exception {
    assertThat(verdict(List.of(call("BANK01", "anna", 30), call("CARD02", "anna", 30)), WHOLE))
        .contains("FAILED")
        .contains("BROKEN");
    assertThat(summary)
        .anyMatch(line -> line.startsWith("  I2  never at the wrong time  1 of "))
        .anyMatch(line -> line.startsWith("CARD02 breaks I2, no call outside the windows: "));
  }

  @Test
  void somebodyForgottenFails() throws Exception {
    var forgotten = new RunLedger.Row("BANK01", 100, 0, 1, 0, 0, 98);
    assertThat(verdict(List.of(call("BANK01", "anna", 30)), forgotten))
        .contains("FAILED")
        .contains("OFF BY 1");
    assertThat(summary)
        .contains(
            "  I3  nobody forgotten         1 of 1 institutions do NOT add up",
            "BANK01: I3 is OFF BY 1");
  }

  @Test
  void ofManyThatAreBrokenTheSummaryNamesTheFirst() throws Exception {
    RunLedger.Row[] forgotten =
        IntStream.range(0, 10)
            .mapToObj(n -> new RunLedger.Row("BANK9" + n, 100, 0, 1, 0, 0, 98))
            .toArray(RunLedger.Row[]::new);
    assertThat(verdict(List.of(call("BANK01", "anna", 30)), forgotten)).contains("FAILED");
    assertThat(summary)
        .contains("BANK97: I3 is OFF BY 1", "and 2 more")
        .doesNotContain("BANK98: I3 is OFF BY 1");
  }

  @Test
  void aRunWithoutCallsProvesNothing() throws Exception {
    assertThat(verdict(List.of(), WHOLE)).contains("no call reached BANK01").contains("FAILED");
    assertThat(summary).contains("no call reached BANK01, which was open");
  }

  private static String call(String institution, String user, int second) {
    return "%s,%s,accounts,,1,%d,200,00000"
        .formatted(
            institution, user, ChronoUnit.MICROS.between(Instant.EPOCH, BEGIN.plusSeconds(second)));
  }

  private String verdict(List<String> calls, RunLedger.Row... rows) throws Exception {
    Stage stage = new Stage(folder);
    PolicyText texts = new PolicyText(3);
    stage.writePolicies(List.of(BANK, CARD), actor -> texts.run(actor, BEGIN));
    Path ledger = folder.resolve("ledger.csv");
    List<String> lines = new ArrayList<>();
    lines.add("institution,user,call,object,page,epoch_micros,status,rsp_code");
    lines.addAll(calls);
    Files.write(ledger, lines);
    var judgement =
        Verify.by(PolicyReader.read(stage.policies()).policies(), List.of()).judge(ledger);
    var text = new StringWriter();
    var verdict = new Verdict(judgement, List.of(rows), List.of(BANK, CARD));
    verdict.print(new PrintWriter(text, true), ledger);
    assertThat(verdict.held()).isEqualTo(text.toString().contains("held."));
    summary = new Summary(verdict).lines();
    assertThat(summary.getLast()).as("the summary says the same").isEqualTo(verdict.sentence());
    return text.toString();
  }
}
