package io.tidegate.policy.yaml;

import java.util.List;
import java.util.Map;

/** Writes maps, lists, texts, numbers and flags as indented JSON. */
final class JsonText {

  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  static String of(Object value) {
    JsonText text = new JsonText();
    text.value(value, "\n");
    return text.out.append('\n').toString();
  }

  private void value(Object value, String indent) {
    switch (value) {
      case Map<?, ?> map when map.isEmpty() -> out.append("{}");
      case Map<?, ?> map -> members(map, indent);
      case List<?> list when list.isEmpty() -> out.append("[]");
      case List<?> list -> elements(list, indent);
      case String text -> string(text);
      default -> out.append(value);
    }
  }

  private void members(Map<?, ?> map, String indent) {
    String inner = indent + "  ";
    String before = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(before).append(inner);
      string(String.valueOf(entry.getKey()));
      out.append(": ");
      value(entry.getValue(), inner);
      before = ",";
    }
    out.append(indent).append('}');
  }

  private void elements(List<?> list, String indent) {
    boolean short1 =
        list.stream().allMatch(item -> !(item instanceof Map) && !(item instanceof List));
    String inner = short1 ? " " : indent + "  ";
    String before = "[";
    for (Object item : list) {
      out.append(before).append(short1 && before.equals("[") ? "" : inner);
      value(item, inner);
      before = ",";
    }
    out.append(short1 ? "" : indent).append(']');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    out.append('"');
  }
}
