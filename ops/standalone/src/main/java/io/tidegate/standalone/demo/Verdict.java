package io.tidegate.standalone.demo;

import io.tidegate.verify.Finding;
import io.tidegate.verify.Judgement;
import io.tidegate.verify.VerdictTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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
    out.println(
        row(
            "institution",
            "carried in",
            "newly eligible",
            "refreshed",
            "failed",
            "withdrawn",
            "carried over",
            ""));
    ledger.forEach(line -> out.println(row(line)));
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

  private static String row(RunLedger.Row line) {
    return row(
        line.institution(),
        count(line.carriedIn()),
        count(line.newlyEligible()),
        count(line.refreshed()),
        count(line.failedForGood()),
        count(line.withdrawn()),
        count(line.carriedOver()),
        line.difference() == 0 ? "adds up" : "OFF BY " + line.difference());
  }

  private static String row(String... cells) {
    return String.format(Locale.ROOT, "%-12s %11s %15s %10s %8s %10s %12s  %s", (Object[]) cells)
        .stripTrailing();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
