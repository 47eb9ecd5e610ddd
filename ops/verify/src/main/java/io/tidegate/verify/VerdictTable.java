package io.tidegate.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A judgement as a person reads it. */
public final class VerdictTable {
  private static final int RULE_WIDTH = 44;

  private VerdictTable() {}

  /** The table, then the worst offender of each broken rule with its lines and instants. */
  public static List<String> lines(Judgement judgement) {
    List<String> lines = new ArrayList<>();
    lines.add(row("institution", "calls", "law", "rule", "worst", "allowed", "verdict"));
    for (Judgement.OfInstitution of : judgement.institutions()) {
      String code = of.institution();
      String calls = Long.toString(of.calls());
      for (Finding finding : of.findings()) {
        lines.add(row(code, calls, finding));
        code = "";
        calls = "";
      }
      for (String rule : of.notJudged()) {
        lines.add("  not judged: " + rule);
      }
    }
    lines.add(row("(receiver)", "", judgement.stalls()));
    for (Judgement.Offender broken : judgement.offenders()) {
      lines.add("");
      lines.add(sentence(broken));
      for (Finding.Row row : broken.finding().rows()) {
        lines.add("  line " + row.line() + " at " + row.at());
      }
    }
    lines.add("");
    lines.add(summary(judgement));
    return lines;
  }

  /** The worst offender in one line. */
  public static String sentence(Judgement.Offender broken) {
    Finding finding = broken.finding();
    String code = broken.institution();
    return code + " breaks " + finding.law() + ", " + finding.rule() + ": " + finding.offender();
  }

  private static String summary(Judgement judgement) {
    if (judgement.calls() == 0) {
      return "The ledger holds no calls: nothing was judged.";
    }
    return String.format(
        Locale.ROOT,
        "%,d calls in %,d s, institutions: %d, unjudged: %d s: %s",
        judgement.calls(),
        judgement.seconds(),
        judgement.institutions().size(),
        judgement.stalls().found(),
        judgement.kept() ? "I1, I2 and I4 were kept." : "NOT kept.");
  }

  private static String row(String institution, String calls, Finding finding) {
    return row(
        institution,
        calls,
        finding.law(),
        finding.rule(),
        Long.toString(finding.found()),
        Long.toString(finding.allowed()),
        finding.kept() ? "kept" : "BROKEN");
  }

  private static String row(String... cells) {
    String format = "%-16s %10s  %-6s %-" + RULE_WIDTH + "s %10s %10s  %s";
    return String.format(Locale.ROOT, format, (Object[]) cells).stripTrailing();
  }
}
