package io.tidegate.bench;

import io.tidegate.cli.Svg;
import io.tidegate.planning.WalkForward;
import io.tidegate.planning.WalkForward.Way;
import java.util.List;
import java.util.Locale;

/** The busiest day of each week, a line for each way, above the optimum: as SVG. */
final class LevellingPicture {
  private static final int WIDTH = 920;
  private static final int HEIGHT = 360;
  private static final int LEFT = 64;
  private static final int TOP = 96;
  private static final int PLOT_WIDTH = WIDTH - LEFT - 24;
  private static final int PLOT_HEIGHT = HEIGHT - TOP - 48;
  private static final double STEP = 0.05;
  private static final List<Way> WAYS = List.of(Way.UNIFORM, Way.OURS, Way.OPTIMUM);
  private static final String STYLE =
      """
      .paper { fill: #ffffff; }
      text { font-family: 'DejaVu Sans', Verdana, 'Segoe UI', sans-serif; fill: #2b3440; }
      .title { font-size: 18px; font-weight: bold; }
      .subtitle { font-size: 13px; fill: #66717f; }
      .label { font-size: 11.5px; fill: #66717f; }
      .grid { stroke: #e3e8ee; }
      .uniform, .ours, .optimum { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
      .uniform { stroke: #c2393b; }
      .ours { stroke: #2f6fb0; }
      .optimum { stroke: #4d9a67; }
      """;

  private final List<WalkForward.Week> weeks;
  private final double top;
  private final Svg svg =
      new Svg(WIDTH, HEIGHT, "Users and batch on the busiest day of each week", STYLE);

  private LevellingPicture(List<WalkForward.Week> weeks) {
    this.weeks = weeks;
    double highest =
        weeks.stream()
            .flatMap(week -> WAYS.stream().map(way -> ratio(week, way)))
            .max(Double::compare)
            .orElse(1.0);
    this.top = Math.max(1 + STEP, STEP * Math.ceil(highest / STEP));
  }

  /**
   * Draws it.
   *
   * @param weeks at least one
   */
  static String of(List<WalkForward.Week> weeks) {
    return new LevellingPicture(weeks).text();
  }

  private String text() {
    svg.text("title", 24, 34, "start", "Users and batch on the busiest day of each week");
    svg.text(
        "subtitle", 24, 56, "start", "1 = as low as it can be, with the week known in advance");
    grid();
    int legend = LEFT;
    for (Way way : WAYS) {
      String kind = way.name().toLowerCase(Locale.ROOT);
      svg.line(kind, legend, 76, legend + 20, 76);
      svg.text("label", legend + 26, 80, "start", kind);
      legend += 100;
      svg.path(kind, way(way));
    }
    return svg.end();
  }

  private void grid() {
    for (double level = 1; level < top + STEP / 2; level += STEP) {
      svg.line("grid", LEFT, y(level), LEFT + PLOT_WIDTH, y(level));
      svg.text("label", LEFT - 8, y(level) + 4, "end", String.format(Locale.ROOT, "%.2f", level));
    }
    for (int i = 0; i < weeks.size(); i += Math.max(1, weeks.size() / 8)) {
      svg.text("label", x(i), TOP + PLOT_HEIGHT + 22, "middle", weeks.get(i).begin().toString());
    }
  }

  private String way(Way way) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < weeks.size(); i++) {
      path.append(i == 0 ? "M" : " L").append(Svg.number(x(i))).append(' ');
      path.append(Svg.number(y(ratio(weeks.get(i), way))));
    }
    return path.toString();
  }

  private static double ratio(WalkForward.Week week, Way way) {
    return week.of(way).day() / week.of(Way.OPTIMUM).day();
  }

  private double x(int week) {
    return LEFT + PLOT_WIDTH * (week + 0.5) / weeks.size();
  }

  private double y(double level) {
    return TOP + PLOT_HEIGHT * (top - level) / (top - 1);
  }
}
