package io.tidegate.policy.yaml;

/** Makes what was found fit for one line of a message: short, and without control characters. */
final class Shown {

  private static final int LONGEST = 60;

  private Shown() {}

  static String quoted(String text) {
    return '"' + plain(text) + '"';
  }

  static String plain(String text) {
    return plain(text, LONGEST);
  }

  /** What a library says, which may be longer. */
  static String sentence(String text) {
    return plain(text, 3 * LONGEST);
  }

  private static String plain(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (shown.length() >= longest) {
        return shown.append("… (").append(text.length()).append(" characters)").toString();
      }
      switch (c) {
        case '\n' -> shown.append("\\n");
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("\\t");
        case '"' -> shown.append("\\\"");
        default -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            shown.append("\\u%04x".formatted((int) c));
          } else {
            shown.append(c);
          }
        }
      }
    }
    return shown.toString();
  }
}
