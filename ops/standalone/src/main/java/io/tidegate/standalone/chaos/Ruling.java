package io.tidegate.standalone.chaos;

import io.tidegate.verify.Finding;

/**
 * How an institution stands against one law.
 *
 * @param law {@code I1} to {@code I6}, or what else was asked of the run
 * @param where who saw it: {@code receiver}, {@code starts} (the workers' own ledgers) or {@code
 *     database}
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
        finding.kept() || isBlurred(where, finding),
        finding.offender());
  }

  /** Something that may not be at all. */
  static Ruling none(String law, String where, String rule, long found) {
    return new Ruling(
        law, where, rule, found, 0, found == 0, found == 0 ? "" : rule + ": " + found);
  }

  /**
   * The bound on any 100 ms holds by the worker's clock. A receiver that waited for less than the
   * 20 ms that make a stall pushes a few calls together, unseen: 1.4 times the budget instead of
   * 1.2.
   */
  private static boolean isBlurred(String where, Finding finding) {
    return where.startsWith("receiver")
        && finding.rule().contains("per 100 ms")
        && finding.found() * 1.2 <= finding.allowed() * 1.4;
  }
}
