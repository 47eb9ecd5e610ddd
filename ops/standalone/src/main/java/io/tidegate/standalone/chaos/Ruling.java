package io.tidegate.standalone.chaos;

import io.tidegate.verify.Finding;

/**
 * How an institution stands against one law.
 *
 * @param law {@code I1} to {@code I6}, or what else was asked of the run
 * @param where what says so: {@code arrivals} (the receiver's ledger, held to the workers' own),
 *     {@code starts} (the workers' alone) or {@code database}
 * @param rule the rule in words
 * @param found the worst that was found; of I4, how many calls were too many
 * @param allowed what is allowed
 * @param kept whether that is well
 * @param offender the worst case in one sentence; empty if it is well
 */
record Ruling(
    String law,
    String where,
    String rule,
    long found,
    long allowed,
    boolean kept,
    String offender) {

  static Ruling of(String where, Finding finding) {
    boolean often = finding.law().equals("I4");
    return new Ruling(
        finding.law(),
        where,
        finding.rule(),
        often ? finding.violations() : finding.found(),
        often ? 0 : finding.allowed(),
        finding.kept(),
        finding.offender());
  }

  /** Something that may not be at all. */
  static Ruling none(String law, String where, String rule, long found) {
    return new Ruling(
        law, where, rule, found, 0, found == 0, found == 0 ? "" : rule + ": " + found);
  }
}
