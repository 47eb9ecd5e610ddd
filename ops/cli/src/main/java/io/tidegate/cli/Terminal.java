package io.tidegate.cli;

import java.io.Console;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What the person looks at: how wide it is, and whether it shows colours. */
final class Terminal {

  private static final int NARROWEST = 60;
  private static final int WIDEST = 160;

  private Terminal() {}

  static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /** Only where a person looks on, and has not asked for none ({@code NO_COLOR}). */
  static boolean hasColours() {
    return isTerminal() && Ansi.AUTO.enabled();
  }

  /** Columns: of the terminal, of {@code COLUMNS}, or 100. */
  static int width() {
    UsageMessageSpec asked = new UsageMessageSpec().autoWidth(true);
    String columns = System.getenv("COLUMNS");
    int width =
        isTerminal()
            ? asked.width()
            : columns != null && columns.matches("[0-9]{1,4}") ? Integer.parseInt(columns) : 100;
    return Math.clamp(width, NARROWEST, WIDEST);
  }
}
