package io.tidegate.simulator;

import io.tidegate.policy.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders, read backwards: which values does a given text hold in their places? A
 * value is what stands before the next literal part; it is not empty in a path or a header.
 */
final class Shape {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9_-]*)}");

  private final List<String> literals = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  Shape(String text) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    int end = 0;
    while (matcher.find()) {
      literals.add(text.substring(end, matcher.start()));
      names.add(matcher.group(1));
      end = matcher.end();
    }
    literals.add(text.substring(end));
  }

  static Shape of(Template template) {
    return new Shape(template.toString());
  }

  boolean isLiteral() {
    return names.isEmpty();
  }

  /** Tells the values, if the text has this shape. */
  boolean match(String text, BiConsumer<String, String> values) {
    if (isLiteral()) {
      return text.equals(literals.getFirst());
    }
    if (!text.startsWith(literals.getFirst())) {
      return false;
    }
    int at = literals.getFirst().length();
    for (int i = 0; i < names.size(); i++) {
      String next = literals.get(i + 1);
      boolean last = i == names.size() - 1;
      int end = last ? text.length() - next.length() : text.indexOf(next, at);
      if (end < at || !text.startsWith(next, end) || (!last && next.isEmpty())) {
        return false;
      }
      values.accept(names.get(i), text.substring(at, end));
      at = end + next.length();
    }
    return true;
  }
}
