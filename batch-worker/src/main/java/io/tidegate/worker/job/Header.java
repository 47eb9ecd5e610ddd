package io.tidegate.worker.job;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which column of a file stands where. */
final class Header {
  private final Map<Column, Integer> places = new EnumMap<>(Column.class);
  private final int fields;

  private Header(int fields) {
    this.fields = fields;
  }

  /** Reads the first record; everything wrong with it goes to the problems. */
  static Header read(CsvRecord first, Problems problems) {
    Header header = new Header(first.getFieldCount());
    long line = first.getStartingLineNumber();
    for (int i = 0; i < first.getFieldCount(); i++) {
      String word = first.getField(i);
      Column column = Column.of(word).orElse(null);
      if (column == null) {
        problems.add(line, "header", "column " + Shown.text(word), allowed(first));
      } else if (header.places.putIfAbsent(column, i) != null) {
        problems.add(line, "header", "column " + column.word() + " twice", "each column once");
      }
    }
    for (Column column : Column.values()) {
      if (column.isNeeded() && !header.places.containsKey(column)) {
        problems.add(
            line, "header", "no column " + column.word(), "institution,user and optional columns");
      }
    }
    return header;
  }

  int fields() {
    return fields;
  }

  /** The field of a column; null when the file lacks the column or the field is empty. */
  @Nullable String field(CsvRecord record, Column column) {
    Integer place = places.get(column);
    if (place == null) {
      return null;
    }
    String field = record.getField(place);
    return field.isEmpty() ? null : field;
  }

  private static String allowed(CsvRecord first) {
    boolean otherSeparator =
        first.getFieldCount() == 1
            && Arrays.asList(";", "\t", "|").stream().anyMatch(first.getField(0)::contains);
    return Column.words() + (otherSeparator ? ", with commas between them" : "");
  }
}
