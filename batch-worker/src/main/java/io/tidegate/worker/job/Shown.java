package io.tidegate.worker.job;

/** What was found, made fit for a message: short, on one line, control characters visible. */
final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  static String text(String found) {
    StringBuilder shown = new StringBuilder("'");
    found
        .codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || c == 0xFFFF || c == 0xFEFF) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append(found.codePointCount(0, found.length()) > LONGEST ? "…'" : "'").toString();
  }
}
