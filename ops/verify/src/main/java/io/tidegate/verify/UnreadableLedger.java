package io.tidegate.verify;

import java.util.List;

/** A ledger that cannot be judged as a whole, with every row that is wrong. */
public final class UnreadableLedger extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<BadRow> rows;
  private final long count;

  UnreadableLedger(String message, List<BadRow> rows, long count) {
    super(message);
    this.rows = List.copyOf(rows);
    this.count = count;
  }

  /** The wrong rows in the order of the file: the first 10,000, if there are more. */
  public List<BadRow> rows() {
    return rows;
  }

  /** How many rows are wrong. */
  public long count() {
    return count;
  }
}
