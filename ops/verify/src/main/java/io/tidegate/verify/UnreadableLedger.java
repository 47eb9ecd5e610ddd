package io.tidegate.verify;

import java.nio.file.Path;
import java.util.List;

/** A ledger that cannot be judged as a whole, with every row that is wrong. */
public final class UnreadableLedger extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final transient List<BadRow> rows;
  private final long count;

  UnreadableLedger(Path file, List<BadRow> rows, long count) {
    super(file + ": wrong rows: " + count);
    this.file = file;
    this.rows = List.copyOf(rows);
    this.count = count;
  }

  /** Whose rows they are. */
  public Path file() {
    return file;
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
