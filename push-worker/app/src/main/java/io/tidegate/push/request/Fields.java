package io.tidegate.push.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of an object in a body, read one by one; what is wrong with them is collected and
 * thrown at the end, all at once.
 */
public final class Fields {
  private final JsonNode object;
  private final String path;
  private final List<FieldError> errors;
  private final Set<String> known = new LinkedHashSet<>();

  Fields(JsonNode object) {
    this(object, "", new ArrayList<>());
  }

  private Fields(JsonNode object, String path, List<FieldError> errors) {
    this.object = object;
    this.path = path;
    this.errors = errors;
  }

  /** Text that has to be there, of at most so many characters, not blank; else an empty one. */
  public String text(String name, int most) {
    String text = optionalText(name, most);
    if (text == null) {
      missing(name);
      return "";
    }
    if (text.isBlank()) {
      wrong(name, "must not be blank");
    }
    return text;
  }

  /** Text of at most so many characters; null if there is none, or none such. */
  public @Nullable String optionalText(String name, int most) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    if (!node.isString()) {
      wrong(name, "must be text, but is " + kind(node));
      return "";
    }
    String text = node.asString();
    if (text.codePointCount(0, text.length()) > most) {
      wrong(
          name,
          "must have at most %d characters, but has %d"
              .formatted(most, text.codePointCount(0, text.length())));
    }
    int control = control(text);
    if (control >= 0) {
      wrong(name, "must not have control characters, but has U+%04X".formatted(control));
    }
    return text;
  }

  /** Line ends and tabs are none that anybody minds; half a character cannot be stored. */
  private static int control(String text) {
    return text.codePoints()
        .filter(
            c ->
                (Character.isISOControl(c) && c != '\n' && c != '\t' && c != '\r')
                    || (c >= 0xD800 && c <= 0xDFFF))
        .findFirst()
        .orElse(-1);
  }

  /** A value that a reader makes of text; the reader's IllegalArgumentException is the error. */
  public <T> @Nullable T read(String name, int most, Function<String, T> reader) {
    int before = errors.size();
    String text = text(name, most);
    return errors.size() > before ? null : readBy(name, text, reader);
  }

  /** The same, of text that need not be there. */
  public <T> @Nullable T readOptional(String name, int most, Function<String, T> reader) {
    int before = errors.size();
    String text = optionalText(name, most);
    return text == null || errors.size() > before ? null : readBy(name, text, reader);
  }

  private <T> @Nullable T readBy(String name, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      wrong(name, String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** True or false; the given one if there is none. */
  public boolean flag(String name, boolean otherwise) {
    JsonNode node = node(name);
    if (node == null) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      wrong(name, "must be true or false, but is " + kind(node));
      return otherwise;
    }
    return node.asBoolean();
  }

  /** A whole number; the given one if there is none. */
  public int whole(String name, int least, int most, int otherwise) {
    JsonNode node = node(name);
    if (node == null) {
      return otherwise;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      wrong(
          name,
          "must be a whole number from %d to %d, but is %s"
              .formatted(least, most, node.isNumber() ? node.toString() : kind(node)));
      return otherwise;
    }
    int number = node.asInt();
    if (number < least || number > most) {
      wrong(name, "must be %d to %d, but is %d".formatted(least, most, number));
    }
    return number;
  }

  /** Texts by name, at most so many, each of bounded length. */
  public Map<String, String> texts(String name, int most, int longestKey, int longestValue) {
    JsonNode node = node(name);
    Map<String, String> texts = new LinkedHashMap<>();
    if (node == null) {
      return texts;
    }
    if (!node.isObject()) {
      wrong(name, "must be an object of texts, but is " + kind(node));
      return texts;
    }
    if (node.size() > most) {
      wrong(name, "must have at most %d entries, but has %d".formatted(most, node.size()));
      return texts;
    }
    Fields inside = new Fields(node, at(name) + ".", errors);
    for (String key : node.propertyNames()) {
      if (key.isEmpty() || key.length() > longestKey || control(key) >= 0) {
        wrong(name, "a name must have 1 to %d characters".formatted(longestKey));
      } else if (node.path(key).isNull()) {
        inside.wrong(key, "must be text, but is null");
      } else {
        String value = inside.optionalText(key, longestValue);
        texts.put(key, value == null ? "" : value);
      }
    }
    return texts;
  }

  /** An object inside that has to be there; null if it is not. */
  public @Nullable Fields object(String name) {
    JsonNode node = node(name);
    if (node == null) {
      missing(name);
      return null;
    }
    if (!node.isObject()) {
      wrong(name, "must be an object, but is " + kind(node));
      return null;
    }
    return new Fields(node, at(name) + ".", errors);
  }

  /** Lets a field be there of which nothing is read. */
  public void passOver(String name) {
    known.add(name);
  }

  /** Notes an error of a field. */
  public void wrong(String name, String message) {
    errors.add(new FieldError(at(name), message));
  }

  /** Notes fields that nobody asked for. */
  public void noOthers() {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        String shown = name.length() > 50 ? name.substring(0, 50) + "…" : name;
        errors.add(
            new FieldError(path + shown, "is not known; known are " + String.join(", ", known)));
      }
    }
  }

  /** Throws all errors, if there are any. */
  public void end() {
    noOthers();
    if (!errors.isEmpty()) {
      throw new InvalidBody(errors);
    }
  }

  /** Whether there are errors so far. */
  public boolean hasErrors() {
    return !errors.isEmpty();
  }

  private void missing(String name) {
    wrong(name, "is missing");
  }

  private @Nullable JsonNode node(String name) {
    known.add(name);
    JsonNode node = object.path(name);
    return node.isMissingNode() || node.isNull() ? null : node;
  }

  private String at(String name) {
    return path + name;
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case STRING -> "text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      default -> "something else";
    };
  }
}
