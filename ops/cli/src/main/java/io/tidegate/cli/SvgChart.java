package io.tidegate.cli;

import io.tidegate.planning.Outlook;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A plan as a picture: users' traffic with the batch on top of it, slot by slot, windows shaded,
 * the capacity as a line; under it, for several days, a bar for each.
 */
final class SvgChart {

  private static final int WIDTH = 1_040;
  private static final int LEFT = 100;
  private static final int RIGHT = 28;
  private static final int TOP = 104;
  private static final int SLOTS_HEIGHT = 330;
  private static final int GAP = 92;
  private static final int DAYS_HEIGHT = 190;
  private static final int FOOT = 52;

  /** About as wide is a character of a label. */
  private static final double CHARACTER = 7.2;

  private static final String STYLE =
      """
      .paper { fill: #ffffff; }
      text { font-family: 'DejaVu Sans', Verdana, 'Segoe UI', sans-serif; fill: #2b3440; }
      .title { font-size: 19px; font-weight: bold; }
      .long { font-size: 14px; }
      .subtitle { font-size: 13px; fill: #66717f; }
      .label { font-size: 11.5px; fill: #66717f; }
      .value { font-size: 11px; fill: #2b3440; }
      .grid { stroke: #e3e8ee; stroke-width: 1; }
      .axis { stroke: #8b97a5; stroke-width: 1; }
      .day { stroke: #c3ccd6; stroke-width: 1; stroke-dasharray: 2 4; }
      .window { fill: #e8f4ec; }
      .edge { fill: #4d9a67; }
      .users { fill: #86aad4; }
      .batch { fill: #f2a154; }
      .sum { fill: none; stroke: #8a4b0f; stroke-width: 1.3; stroke-linejoin: round; }
      .capacity { fill: none; stroke: #c2393b; stroke-width: 1.3; stroke-dasharray: 5 4; }
      """;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);

  private final PlanPicture picture;
  private final List<PlanPicture.Stretch> stretches;
  private final double capacity;
  private final boolean capacityShown;
  private final Scale rates;
  private final Svg svg;

  /** A vertical scale with round steps, and where it stands. */
  private record Scale(double step, double top, double y, double height) {
    static Scale of(double highest, double y, double height) {
      double rough = Math.max(highest, 1) / 5;
      double power = Math.pow(10, Math.floor(Math.log10(rough)));
      double step = power;
      for (double times : new double[] {1, 2, 2.5, 5, 10}) {
        step = times * power;
        if (step >= rough) {
          break;
        }
      }
      return new Scale(step, step * Math.ceil(highest * 1.02 / step), y, height);
    }

    double at(double value) {
      return y + height - height * Math.min(value, top) / Math.max(top, 1e-9);
    }
  }

  SvgChart(PlanPicture picture) {
    this.picture = picture;
    this.stretches = picture.stretches();
    double highest = highest(PlanPicture.Stretch::sum);
    this.capacity = highest(PlanPicture.Stretch::capacity);
    this.capacityShown = capacity > 0 && capacity <= highest * 1.6;
    this.rates = Scale.of(capacityShown ? Math.max(highest, capacity) : highest, TOP, SLOTS_HEIGHT);
    int height = TOP + SLOTS_HEIGHT + FOOT + (manyDays() ? GAP + DAYS_HEIGHT - 24 : 0);
    this.svg = new Svg(WIDTH, height, picture.title(), STYLE);
  }

  private double highest(ToDoubleFunction<PlanPicture.Stretch> value) {
    return stretches.stream().mapToDouble(value).max().orElse(0);
  }

  private boolean manyDays() {
    return picture.days().size() > 1;
  }

  String text() {
    String kind = picture.title().length() > 78 ? "title long" : "title";
    svg.text(kind, 24, 36, "start", picture.title());
    svg.text("subtitle", 24, 58, "start", picture.subtitle());
    legend();
    windows();
    grid(rates, "calls a minute");
    areas();
    times();
    if (manyDays()) {
      dayBars();
    }
    return svg.end();
  }

  private void legend() {
    double x = LEFT;
    x = sample(x, "users", "users");
    x = sample(x, "batch", "batch");
    svg.line("sum", x, 82, x + 18, 82);
    svg.text("label", x + 24, 86, "start", "sum");
    x = sample(x + 72, "window", "call window");
    String rate = "batch capacity %,d calls a minute".formatted(Math.round(capacity));
    if (capacityShown) {
      svg.line("capacity", x, 82, x + 18, 82);
      svg.text("label", x + 24, 86, "start", rate);
    } else {
      String far = capacity == 0 ? "never open" : rate + ", far above";
      svg.text("label", x, 86, "start", far);
    }
  }

  private double sample(double x, String kind, String words) {
    svg.rect(kind, x, 76, 18, 12, "");
    svg.text("label", x + 24, 86, "start", words);
    return x + 24 + words.length() * CHARACTER + 18;
  }

  private double x(Instant time) {
    double length = PlanPicture.seconds(picture.from(), picture.until());
    return LEFT + (WIDTH - LEFT - RIGHT) * PlanPicture.seconds(picture.from(), time) / length;
  }

  private void windows() {
    int i = 0;
    while (i < stretches.size()) {
      int end = i;
      while (end < stretches.size() && stretches.get(end).open() > 0.001) {
        end++;
      }
      if (end > i) {
        double from = x(stretches.get(i).from());
        double until = x(stretches.get(end - 1).until());
        svg.rect("window", from, TOP, until - from, SLOTS_HEIGHT, "");
        svg.rect("edge", from, TOP + SLOTS_HEIGHT, until - from, 4, "");
      }
      i = Math.max(end, i + 1);
    }
  }

  private void grid(Scale scale, String unit) {
    for (int i = 0; i * scale.step() <= scale.top() * 1.0001; i++) {
      double y = scale.at(i * scale.step());
      svg.line(i == 0 ? "axis" : "grid", LEFT, y, WIDTH - RIGHT, y);
      svg.text("label", LEFT - 10, y + 4, "end", "%,d".formatted(Math.round(i * scale.step())));
    }
    svg.upright("label", 20, scale.y() + scale.height() / 2, unit);
  }

  private void areas() {
    svg.path("batch", area(PlanPicture.Stretch::sum));
    svg.path("users", area(PlanPicture.Stretch::users));
    svg.path("sum", steps(PlanPicture.Stretch::sum));
    if (capacityShown) {
      capacityLine();
    }
  }

  private String area(ToDoubleFunction<PlanPicture.Stretch> value) {
    double zero = rates.at(0);
    return steps(value) + " V" + Svg.number(zero) + " H" + LEFT + " Z";
  }

  /** A line of steps: the rate is level within a slot. */
  private String steps(ToDoubleFunction<PlanPicture.Stretch> value) {
    StringBuilder way = new StringBuilder();
    for (PlanPicture.Stretch stretch : stretches) {
      double y = rates.at(value.applyAsDouble(stretch));
      way.append((way.isEmpty() ? "M" + LEFT + " " : " V") + Svg.number(y));
      way.append(" H" + Svg.number(x(stretch.until())));
    }
    return way.toString();
  }

  private void capacityLine() {
    StringBuilder way = new StringBuilder();
    for (PlanPicture.Stretch stretch : stretches) {
      if (stretch.capacity() > 0) {
        double y = rates.at(stretch.capacity());
        way.append(
            " M"
                + Svg.number(x(stretch.from()))
                + " "
                + Svg.number(y)
                + " H"
                + Svg.number(x(stretch.until())));
      }
    }
    svg.path("capacity", way.toString().strip());
  }

  private void times() {
    double y = TOP + SLOTS_HEIGHT;
    if (!manyDays()) {
      ZonedDateTime hour = picture.from().atZone(picture.zone());
      for (; !hour.toInstant().isAfter(picture.until()); hour = hour.plusHours(1)) {
        if (hour.getHour() % 2 == 0) {
          String label = "%02d:00".formatted(hour.getHour());
          svg.line("axis", x(hour.toInstant()), y, x(hour.toInstant()), y + 8);
          svg.text("label", x(hour.toInstant()), y + 24, "middle", label);
        }
      }
      return;
    }
    int every = daysALabel(DAY.format(picture.days().getFirst().date()).length() + 1);
    for (int i = 0; i < picture.days().size(); i++) {
      Outlook.Day day = picture.days().get(i);
      double from = x(day.slots().getFirst().span().from());
      double until = x(day.slots().getLast().span().until());
      if (i > 0) {
        svg.line("day", from, TOP, from, y + 10);
      }
      if (i % every == 0) {
        svg.text("label", (from + until) / 2, y + 24, "middle", DAY.format(day.date()));
      }
    }
  }

  /** How many days a label of so many characters takes, with some air. */
  private int daysALabel(int characters) {
    double day = (double) (WIDTH - LEFT - RIGHT) / picture.days().size();
    return (int) Math.ceil((characters * CHARACTER + 6) / day);
  }

  private void dayBars() {
    double y = TOP + SLOTS_HEIGHT + GAP;
    double highest =
        picture.days().stream().mapToDouble(d -> d.userCalls() + d.batchCalls()).max().orElse(0);
    Scale scale = Scale.of(highest, y, DAYS_HEIGHT);
    grid(scale, "calls a day");
    int widest =
        picture.days().stream()
            .mapToInt(day -> "%,d".formatted(day.users()).length())
            .max()
            .orElse(0);
    boolean targetsFit = daysALabel(widest) == 1;
    for (Outlook.Day day : picture.days()) {
      double from = x(day.slots().getFirst().span().from());
      double width = x(day.slots().getLast().span().until()) - from;
      double bar = width * 0.62;
      double left = from + (width - bar) / 2;
      double sum = scale.at(day.userCalls() + day.batchCalls());
      double users = scale.at(day.userCalls());
      svg.rect("batch", left, sum, bar, users - sum, "batch: %,.0f".formatted(day.batchCalls()));
      svg.rect(
          "users",
          left,
          users,
          bar,
          scale.at(0) - users,
          "users: %,.0f".formatted(day.userCalls()));
      if (targetsFit) {
        svg.text("value", from + width / 2, sum - 6, "middle", "%,d".formatted(day.users()));
      }
    }
    String targets = targetsFit ? "; on each bar the users planned a day" : "";
    svg.text("label", LEFT, y - 22, "start", "Day targets" + targets);
  }
}
