package io.tidegate.cli;

import io.tidegate.planning.Outlook;
import io.tidegate.planning.SlotPlan;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A plan in a terminal: columns of users' traffic with the batch on top of it, in eighths of a
 * character, open windows under them, and a line of figures for each day.
 */
final class TerminalChart {

  private static final int ROWS = 14;
  private static final int LABELS = 9;
  private static final String EIGHTHS = " ▁▂▃▄▅▆▇█";
  private static final String USERS = "34";
  private static final String BATCH = "33";
  private static final String OPEN = "32";
  private static final String CAPACITY = "31";
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d", Locale.ENGLISH);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd", Locale.ENGLISH);

  private final PrintWriter out;
  private final int width;
  private final boolean colours;

  TerminalChart(PrintWriter out, int width, boolean colours) {
    this.out = out;
    this.width = width;
    this.colours = colours;
  }

  void draw(PlanPicture picture) {
    out.println(picture.title());
    out.println(picture.subtitle());
    out.println();
    List<PlanPicture.Stretch> columns = picture.stretches(width - LABELS - 2);
    double highest = columns.stream().mapToDouble(PlanPicture.Stretch::sum).max().orElse(0);
    double capacity = columns.stream().mapToDouble(PlanPicture.Stretch::capacity).max().orElse(0);
    boolean capacityShown = capacity > 0 && capacity <= highest * 1.6;
    double top = Math.max(1e-9, capacityShown ? Math.max(highest, capacity) : highest);
    out.println(" ".repeat(LABELS - 8) + "calls a minute");
    for (int row = ROWS - 1; row >= 0; row--) {
      StringBuilder line = new StringBuilder(label(row, top));
      for (PlanPicture.Stretch column : columns) {
        line.append(cell(column, row, top, capacityShown));
      }
      out.println(line);
    }
    out.println(" ".repeat(LABELS) + "└" + "─".repeat(columns.size()));
    StringBuilder open = new StringBuilder(" ".repeat(LABELS + 1));
    columns.forEach(column -> open.append(column.open() > 0.001 ? paint(OPEN, "━") : " "));
    out.println(open);
    out.println(" ".repeat(LABELS + 1) + times(picture, columns.size()));
    out.println();
    out.println(legend(capacity, capacityShown));
    out.println();
    table(picture);
  }

  private static String label(int row, double top) {
    boolean shown = row == ROWS - 1 || row == ROWS / 2;
    String value = shown ? number(top * (row + 1) / ROWS) : "";
    return " ".repeat(LABELS - value.length() - 1) + value + " " + (shown ? "┤" : "│");
  }

  /** In as many characters as there are before the axis. */
  private static String number(double rate) {
    String whole = rate(rate);
    return whole.length() < LABELS ? whole : "%.1e".formatted(rate);
  }

  /** A rate below ten has decimals: a small institution's is no nothing. */
  private static String rate(double rate) {
    if (rate <= 0 || rate >= 10) {
      return "%,d".formatted(Math.round(rate));
    }
    return rate < 0.01 ? "<0.01" : (rate < 1 ? "%.2f" : "%.1f").formatted(rate);
  }

  private static String share(double part, double whole) {
    double percent = 100 * part / whole;
    return percent > 0 && percent < 1 ? "<1%" : "%.0f%%".formatted(percent);
  }

  private String cell(PlanPicture.Stretch column, int row, double top, boolean capacityShown) {
    int users = eighths(column.users(), top) - 8 * row;
    int all = eighths(column.sum(), top) - 8 * row;
    if (users >= 8) {
      return paint(USERS, colours ? "█" : "░");
    }
    if (all >= 8) {
      if (users <= 0) {
        return paint(BATCH, "█");
      }
      return colours
          ? "\u001b[" + USERS + ";4" + BATCH.charAt(1) + "m" + EIGHTHS.charAt(users) + "\u001b[0m"
          : users >= 4 ? "░" : "█";
    }
    if (all > 0) {
      boolean mostlyBatch = all - Math.max(0, users) >= Math.max(0, users);
      return mostlyBatch || all == 0
          ? paint(BATCH, String.valueOf(EIGHTHS.charAt(all)))
          : paint(USERS, colours ? String.valueOf(EIGHTHS.charAt(all)) : all >= 4 ? "░" : " ");
    }
    int capacity = eighths(column.capacity(), top);
    boolean here = capacityShown && column.capacity() > 0 && (capacity - 1) / 8 == row;
    return here ? paint(CAPACITY, "╌") : " ";
  }

  private static int eighths(double rate, double top) {
    return (int) Math.round(rate / top * ROWS * 8);
  }

  /** Hours under a day, dates under several. */
  private static String times(PlanPicture picture, int columns) {
    char[] line = new char[columns];
    Arrays.fill(line, ' ');
    double length = PlanPicture.seconds(picture.from(), picture.until());
    if (picture.days().size() == 1) {
      ZonedDateTime hour = picture.from().atZone(picture.zone());
      int step = columns >= 96 ? 2 : 3;
      for (; hour.toInstant().isBefore(picture.until()); hour = hour.plusHours(1)) {
        if (hour.getHour() % step == 0) {
          write(
              line,
              at(picture, hour.toInstant(), length, columns),
              "%02d".formatted(hour.getHour()));
        }
      }
    } else {
      int free = 0;
      for (Outlook.Day day : picture.days()) {
        int at = at(picture, day.slots().getFirst().span().from(), length, columns);
        if (at >= free) {
          String label = "╵" + DAY.format(day.date());
          write(line, at, label);
          free = at + label.length() + 1;
        }
      }
    }
    return new String(line).stripTrailing();
  }

  private static int at(PlanPicture picture, Instant time, double length, int columns) {
    return (int) (PlanPicture.seconds(picture.from(), time) / length * columns);
  }

  private static void write(char[] line, int at, String text) {
    for (int i = 0; i < text.length() && at + i < line.length; i++) {
      line[at + i] = text.charAt(i);
    }
  }

  private String legend(double capacity, boolean capacityShown) {
    String line =
        " ".repeat(LABELS + 1)
            + paint(USERS, colours ? "█" : "░")
            + " users  "
            + paint(BATCH, "█")
            + " batch  "
            + paint(OPEN, "━")
            + " window open  ";
    String rate = "batch capacity %,d calls a minute".formatted(Math.round(capacity));
    return capacity == 0 ? line : line + (capacityShown ? paint(CAPACITY, "╌") + " " : "") + rate;
  }

  private void table(PlanPicture picture) {
    out.printf(
        "%-14s %12s %13s %13s %12s %15s%n",
        "day", "users", "user calls", "batch calls", "of capacity", "busiest minute");
    for (Outlook.Day day : picture.days()) {
      double busiest =
          day.slots().stream().mapToDouble(TerminalChart::callsAMinute).max().orElse(0);
      double capacity = day.capacityCalls();
      String used = capacity == 0 ? "closed" : share(day.batchCalls(), capacity);
      out.printf(
          "%-14s %,12d %,13d %,13d %12s %15s%n",
          DATE.format(day.date()),
          day.users(),
          Math.round(day.userCalls()),
          Math.round(day.batchCalls()),
          used,
          rate(busiest));
    }
    out.println(
        "Capacity is for batch calls alone; users' calls are beside it, in the busiest minute");
    out.println("too, and the plan keeps away from their peaks.");
    out.println();
  }

  private static double callsAMinute(SlotPlan slot) {
    return (slot.userCalls() + slot.batchCalls()) / (slot.span().length().toMillis() / 60e3);
  }

  private String paint(String colour, String text) {
    return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
  }
}
