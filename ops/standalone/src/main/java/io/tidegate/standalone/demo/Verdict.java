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
 * @param judgement I1, I2 and I4, from the receiver's ledger, and I1 from the workers'
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
            .allMatch(Finding::kept)
        && ledger.stream().allMatch(line -> line.difference() == 0);
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
    silent().stream().map(Verdict::unheard).forEach(out::println);
    out.println(sentence());
  }

  String sentence() {
    return held() ? "VERDICT: I1, I2, I3 and I4 held." : "VERDICT: FAILED.";
  }

  static String unheard(String institution) {
    return "no call reached " + institution + ", which was open";
  }

  /** Institutions that were open and saw nobody: such a run proves nothing about them. */
  List<String> silent() {
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
