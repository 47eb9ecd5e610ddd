package io.tidegate.planning.traffic;

/**
 * A row of a CSV file that cannot be taken.
 *
 * @param line line number, from 1
 * @param field name of the column; empty for the whole row
 * @param found what is there
 * @param allowed what may be there
 */
public record BadRow(int line, String field, String found, String allowed) {

  private static final int SHOWN = 60;

  public BadRow {
    found = found.length() > SHOWN ? found.substring(0, SHOWN) + "…" : found;
  }

  @Override
  public String toString() {
    String where = field.isEmpty() ? "" : ", " + field;
    return "line %d%s: found %s, allowed %s".formatted(line, where, found, allowed);
  }
}
