package io.tidegate.standalone.demo;

import io.tidegate.standalone.stage.RunLedger;
import io.tidegate.verify.Finding;
import io.tidegate.verify.Judgement;
import io.tidegate.verify.VerdictTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A verdict at a glance: a line per law, and what was broken. */
final class Summary {
  private static final int MOST_BROKEN = 8;

  private final Verdict verdict;

  Summary(Verdict verdict) {
    this.verdict = verdict;
  }

  List<String> lines() {
    Judgement judgement = verdict.judgement();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d calls of %d institutions in %,d s, as they saw them:",
            judgement.calls(),
            judgement.institutions().size(),
            judgement.seconds()));
    lines.add(law("I1", "never too fast", nearest()));
    lines.add(law("I2", "never at the wrong time", ""));
    lines.add(everybody());
    lines.add(law("I4", "never too often", ""));
    lines.add(
        line(
            "",
            "the receiver",
            String.format(Locale.ROOT, "%,d s unjudged", judgement.stalls().found())));
    some(broken(), lines);
    some(verdict.silent().stream().map(Verdict::unheard).toList(), lines);
    lines.add(verdict.sentence());
    return lines;
  }

  private String law(String law, String words, String more) {
    List<Finding> findings = findings(law).map(Found::finding).toList();
    long broken = findings.stream().filter(finding -> !finding.kept()).count();
    String count =
        broken == 0
            ? String.format(Locale.ROOT, "%,d rules kept", findings.size())
            : String.format(Locale.ROOT, "%,d of %,d rules BROKEN", broken, findings.size());
    return line(law, words, broken == 0 ? count + more : count);
  }

  private record Found(String institution, Finding finding) {
    double share() {
      return (double) finding.found() / finding.allowed();
    }
  }

  private Stream<Found> findings(String law) {
    return verdict.judgement().institutions().stream()
        .flatMap(of -> of.findings().stream().map(one -> new Found(of.institution(), one)))
        .filter(one -> one.finding().law().equals(law));
  }

  private String nearest() {
    return findings("I1")
        .filter(one -> one.finding().allowed() > 0)
        .max(Comparator.comparingDouble(Found::share))
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "; nearest: %s with %,d, %s",
                    one.institution(),
                    one.finding().found(),
                    one.finding().rule()))
        .orElse("");
  }

  private String everybody() {
    List<RunLedger.Row> rows = verdict.ledger();
    long off = rows.stream().filter(row -> row.difference() != 0).count();
    return line(
        "I3",
        "nobody forgotten",
        off > 0
            ? String.format(Locale.ROOT, "%d of %d institutions do NOT add up", off, rows.size())
            : String.format(
                Locale.ROOT,
                "%,d due = %,d refreshed + %,d failed + %,d withdrawn + %,d carried over",
                rows.stream().mapToLong(row -> row.carriedIn() + row.newlyEligible()).sum(),
                rows.stream().mapToLong(RunLedger.Row::refreshed).sum(),
                rows.stream().mapToLong(RunLedger.Row::failedForGood).sum(),
                rows.stream().mapToLong(RunLedger.Row::withdrawn).sum(),
                rows.stream().mapToLong(RunLedger.Row::carriedOver).sum()));
  }

  private List<String> broken() {
    return Stream.concat(
            verdict.judgement().offenders().stream().map(VerdictTable::sentence),
            verdict.ledger().stream()
                .filter(row -> row.difference() != 0)
                .map(row -> row.institution() + ": I3 is OFF BY " + row.difference()))
        .toList();
  }

  private static void some(List<String> all, List<String> lines) {
    all.stream().limit(MOST_BROKEN).forEach(lines::add);
    if (all.size() > MOST_BROKEN) {
      lines.add("and " + (all.size() - MOST_BROKEN) + " more");
    }
  }

  private static String line(String law, String words, String found) {
    return String.format(Locale.ROOT, "  %-3s %-24s %s", law, words, found);
  }
}
