package io.tidegate.policy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with places for values: {@code {institution}}, {@code {user}}, {@code {since}}, {@code
 * {tran-id}} and the objects' names of {@code each}. Values are escaped for where they go.
 */
public final class Template {

  static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9_-]*)}");

  /** Where the text goes, and so how values are escaped. */
  public enum Place {
    /** Path and query of a URL: values are percent-encoded. */
    TARGET,
    /** A JSON body: values stand inside strings. */
    JSON,
    /** A header: values must have no control characters. */
    HEADER
  }

  /** Gives the value of a placeholder. */
  @FunctionalInterface
  public interface Values {
    String value(String placeholder);
  }

  private record Part(String literal, String placeholder) {}

  private final String text;
  private final Place place;
  private final Part[] parts;
  private final String tail;

  private Template(String text, Place place) {
    this.text = text;
    this.place = place;
    List<Part> found = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int end = 0;
    while (matcher.find()) {
      found.add(new Part(text.substring(end, matcher.start()), matcher.group(1)));
      end = matcher.end();
    }
    parts = found.toArray(Part[]::new);
    tail = text.substring(end);
  }

  public static Template of(String text, Place place) {
    return new Template(text, place);
  }

  /** The names between braces, in order. */
  public Set<String> placeholders() {
    Set<String> names = new LinkedHashSet<>();
    for (Part part : parts) {
      names.add(part.placeholder());
    }
    return names;
  }

  public String render(Values values) {
    if (parts.length == 0) {
      return tail;
    }
    StringBuilder out = new StringBuilder(text.length() + 64);
    for (Part part : parts) {
      out.append(part.literal());
      append(out, values.value(part.placeholder()));
    }
    return out.append(tail).toString();
  }

  private void append(StringBuilder out, String value) {
    switch (place) {
      case TARGET -> {
        if (isUnreserved(value)) {
          out.append(value);
        } else {
          out.append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
        }
      }
      case JSON -> Json.appendEscaped(out, value);
      case HEADER -> {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
          throw new IllegalArgumentException(
              "a header's value must have no control characters, but one for " + text + " has");
        }
        out.append(value);
      }
    }
  }

  private static boolean isUnreserved(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == '~';
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Template that && text.equals(that.text) && place == that.place;
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The text as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
