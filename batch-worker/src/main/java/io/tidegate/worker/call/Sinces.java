package io.tidegate.worker.call;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code {since}} values of one consent as text: a line per value, key and value parted by a
 * tab; backslash, tab and line end in them are escaped as in Java.
 */
public final class Sinces {
  private Sinces() {}

  /** Reads the text; null is a consent without any. */
  public static Map<String, String> parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Map.of();
    }
    Map<String, String> values = new HashMap<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      int tab = text.indexOf('\t', from);
      if (tab >= 0 && tab < end) {
        values.put(plain(text.substring(from, tab)), plain(text.substring(tab + 1, end)));
      }
      from = end + 1;
    }
    return values;
  }

  /** The text of the known values, the new ones in the place of the old; null for none at all. */
  public static @Nullable String write(Map<String, String> known, Map<String, String> changed) {
    if (known.isEmpty() && changed.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    known.forEach(
        (key, value) -> {
          if (!changed.containsKey(key)) {
            line(text, key, value);
          }
        });
    changed.forEach((key, value) -> line(text, key, value));
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    if (!text.isEmpty()) {
      text.append('\n');
    }
    escape(text, key);
    text.append('\t');
    escape(text, value);
  }

  private static void escape(StringBuilder text, String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\0' -> text.append('\uFFFD'); // PostgreSQL's text cannot hold it
        default -> text.append(c);
      }
    }
  }

  private static String plain(String part) {
    return part.indexOf('\\') < 0 ? part : part.translateEscapes();
  }
}
