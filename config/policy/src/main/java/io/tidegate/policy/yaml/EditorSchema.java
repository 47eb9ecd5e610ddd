package io.tidegate.policy.yaml;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a JSON Schema (draft 7, which editors' YAML support reads) of a section. It says what can
 * be said of each place on its own; rules between keys are the reader's alone.
 */
public final class EditorSchema {

  private EditorSchema() {}

  /**
   * The schema as text.
   *
   * @param head members before those of the section, such as {@code title}
   * @param tail members after them, such as {@code allOf}
   */
  public static String of(Section<?> section, Map<String, Object> head, Map<String, Object> tail) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.putAll(head);
    schema.putAll(section(section));
    schema.putAll(tail);
    return JsonText.of(schema);
  }

  private static Map<String, Object> of(Shape<?> shape) {
    return switch (shape) {
      case Scalar<?> scalar -> scalar(scalar);
      case Section<?> section -> section(section);
      case Shape.Made<?, ?> made -> of(made.of());
      case Shape.Either<?> either ->
          ordered("anyOf", List.of(of(either.first()), of(either.second())));
      case Shape.Items<?> items -> {
        Map<String, Object> list = ordered("type", "array");
        list.put("items", of(items.item()));
        list.put("minItems", items.least());
        list.put("maxItems", items.most());
        yield list;
      }
      case Shape.Entries<?> entries -> {
        Map<String, Object> object = ordered("type", "object");
        object.put("propertyNames", scalar(entries.name()));
        object.put("additionalProperties", of(entries.value()));
        object.put("maxProperties", entries.most());
        yield object;
      }
    };
  }

  private static Map<String, Object> section(Section<?> section) {
    Map<String, Object> object = ordered("type", "object");
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Key<?> key : section.keys()) {
      Map<String, Object> property = new LinkedHashMap<>();
      property.put("description", description(key));
      property.putAll(of(key.shape()));
      if (key.need() == Key.Need.DEFAULT) {
        property.put("default", value(key.defaultNode()));
      }
      properties.put(key.name(), property);
      if (key.need() == Key.Need.REQUIRED) {
        required.add(key.name());
      }
    }
    object.put("properties", properties);
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    object.put("additionalProperties", false);
    return object;
  }

  private static String description(Key<?> key) {
    String without = key.need() == Key.Need.OPTIONAL ? " Without it: " + key.byDefault() + "." : "";
    return key.about() + " Allowed: " + key.shape().allowed() + "." + without;
  }

  private static Map<String, Object> scalar(Scalar<?> scalar) {
    Map<String, Object> schema =
        ordered(
            "type",
            switch (scalar.kind()) {
              case TEXT -> "string";
              case WHOLE -> "integer";
              case DECIMAL -> "number";
              case FLAG -> "boolean";
              case NOTHING -> "null";
            });
    if (!scalar.options().isEmpty() && scalar.pattern() == null) {
      schema.put("enum", scalar.options());
    }
    if (scalar.pattern() != null) {
      schema.put("pattern", "^(" + scalar.pattern() + ")$");
    }
    if (scalar.least() != null) {
      schema.put("minimum", scalar.least());
    }
    if (scalar.most() != null) {
      schema.put("maximum", scalar.most());
    }
    return schema;
  }

  private static Object value(Yaml node) {
    return switch (node) {
      case Yaml.Listing list -> list.items().stream().map(EditorSchema::value).toList();
      case Yaml.Mapping mapping -> {
        Map<String, Object> members = new LinkedHashMap<>();
        mapping.entries().forEach((name, entry) -> members.put(name, value(entry.value())));
        yield members;
      }
      case Yaml.Scalar scalar ->
          switch (scalar.kind()) {
            case WHOLE, DECIMAL -> new BigDecimal(scalar.text());
            case FLAG -> Boolean.valueOf(scalar.text());
            case TEXT, NOTHING -> scalar.text();
          };
    };
  }

  private static Map<String, Object> ordered(String key, Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    return map;
  }
}
