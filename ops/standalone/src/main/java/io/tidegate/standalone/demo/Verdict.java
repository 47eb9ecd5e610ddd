package io.tidegate.standalone.demo;

import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.Hours;
import io.tidegate.standalone.stage.RunLedger;
import io.tidegate.verify.Finding;
import io.tidegate.verify.Judgement;
import io.tidegate.verify.VerdictTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * The end of a demo.
 *
 * @param judgement I1, I2 and I4, from the receiver's ledger
 * @param ledger I3, from the database
 * @param actors the institutions
 */
record Verdict(Judgement judgement, List<RunLedger.Row> ledger, List<Actor> actors) {
  /** Whether I1 to I4 held, and the run proves something. */
  boolean held() {
    return judgement.kept() && lawsKept() && silent().isEmpty();
  }

  /** The laws alone, wherever the receiver could tell. */
  boolean lawsKept() {
    return judgement.calls() > 0
        && judgement.institutions().stream()
            .flatMap(of -> of.findings().stream())
            .allMatch(finding -> finding.kept() || isBlurred(finding))
        && ledger.stream().allMatch(line -> line.difference() == 0);
  }

  /**
   * The bound on any 100 ms, 1.2 times the budget, holds by the worker's clock: its tickets are
   * good for 20 ms. A receiver that waits less than 20 ms for its turn has not stalled, and pushes
   * as many more calls together, unseen: 1.4 times. One that stalls again and again cannot judge
   * 100 ms at all. The limits themselves are seconds and minutes, and are judged all the same.
   */
  private boolean isBlurred(Finding finding) {
    return finding.rule().contains("per 100 ms")
        && (!judgement.stalls().kept() || finding.found() * 1.2 <= finding.allowed() * 1.4);
  }

  /** Prints everything. */
  void print(PrintWriter out, Path arrivals) {
    out.println();
    out.println("What the institutions saw (" + arrivals + "):");
    VerdictTable.lines(judgement).forEach(out::println);
    out.println();
    out.println("What became of everybody (I3):");
    RunLedger.table(ledger).forEach(out::println);
    out.println();
    silent().forEach(code -> out.println("no call reached " + code + ", which was open"));
    out.println(held() ? "VERDICT: I1, I2, I3 and I4 held." : "VERDICT: FAILED.");
  }

  /** Institutions that were open and saw nobody: such a run proves nothing about them. */
  private List<String> silent() {
    return actors.stream()
        .filter(actor -> actor.hours() != Hours.CLOSED)
        .map(Actor::code)
        .filter(
            code ->
                judgement.institutions().stream()
                    .anyMatch(of -> of.institution().equals(code) && of.calls() == 0))
        .toList();
  }
}
