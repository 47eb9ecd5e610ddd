package io.tidegate.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Where a bench says what it measured: JSON lines to one place, a table for people to another. */
final class Report {
  private static final JsonMapper JSON = new JsonMapper();

  private final String bench;
  private final PrintWriter lines;
  private final PrintWriter table;

  Report(String bench, PrintWriter lines, PrintWriter table) {
    this.bench = bench;
    this.lines = lines;
    this.table = table;
  }

  /** One JSON line; {@code bench} and {@code case} come first. */
  void line(String name, Map<String, Object> figures) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("bench", bench);
    whole.put("case", name);
    whole.putAll(figures);
    lines.println(JSON.writeValueAsString(whole));
  }

  /** One row for people. */
  void row(String cells) {
    table.println(cells.stripTrailing());
  }

  /** A figure with as many places as are worth reading. */
  static double rounded(double figure, int places) {
    double power = Math.pow(10, places);
    return Math.round(figure * power) / power;
  }
}
