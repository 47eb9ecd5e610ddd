package io.tidegate.verify;

import java.time.Instant;
import java.util.List;

/**
 * How an institution stands against one rule of one law.
 *
 * @param law {@code I1}, {@code I2}, {@code I4} or {@code stalls}
 * @param rule the rule in words, such as {@code 500 per second}
 * @param found the worst that was found
 * @param allowed what is allowed
 * @param violations how often the rule is broken
 * @param offender what the worst case is, in one sentence; empty if the rule is kept
 * @param rows some rows of the worst case, earliest first; none if the rule is kept
 */
public record Finding(
    String law,
    String rule,
    long found,
    long allowed,
    long violations,
    String offender,
    List<Row> rows) {

  public Finding {
    rows = List.copyOf(rows);
  }

  /** A row of the ledger: its line, and when the call arrived. */
  public record Row(long line, Instant at) {}

  public boolean kept() {
    return violations == 0;
  }

  static Finding kept(String law, String rule, long found, long allowed) {
    return new Finding(law, rule, found, allowed, 0, "", List.of());
  }
}
