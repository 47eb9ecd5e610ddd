package io.tidegate.policy.yaml;

import java.util.LinkedHashMap;
import java.util.Map;

/** Lays a document over another: what it says holds, the rest comes from the one below. */
public final class Merge {

  private Merge() {}

  /**
   * Mappings with known keys and mappings of entries are merged key by key; anything else, lists
   * too, is replaced as a whole.
   */
  public static Yaml.Mapping over(Yaml.Mapping below, Yaml.Mapping above, Shape<?> shape) {
    Map<String, Yaml.Entry> merged = new LinkedHashMap<>(below.entries());
    above
        .entries()
        .forEach(
            (name, entry) ->
                merged.merge(
                    name,
                    entry,
                    (lower, upper) ->
                        new Yaml.Entry(
                            upper.line(), value(lower.value(), upper.value(), name, shape))));
    return new Yaml.Mapping(above.origin(), merged);
  }

  private static Yaml value(Yaml below, Yaml above, String name, Shape<?> parent) {
    Shape<?> shape = inner(parent, name);
    return below instanceof Yaml.Mapping lower
            && above instanceof Yaml.Mapping upper
            && (shape instanceof Section<?> || shape instanceof Shape.Entries<?>)
        ? over(lower, upper, shape)
        : above;
  }

  private static Shape<?> inner(Shape<?> parent, String name) {
    if (parent instanceof Shape.Entries<?> entries) {
      return entries.value();
    }
    return ((Section<?>) parent)
        .keys().stream()
            .filter(key -> key.name().equals(name))
            .<Shape<?>>map(Key::shape)
            .findFirst()
            .orElse(parent);
  }

  /** The same document as if all of it stood at one place. */
  public static Yaml at(Yaml node, Yaml.Origin origin) {
    return switch (node) {
      case Yaml.Scalar scalar -> new Yaml.Scalar(origin, scalar.text(), scalar.plain());
      case Yaml.Listing list ->
          new Yaml.Listing(origin, list.items().stream().map(item -> at(item, origin)).toList());
      case Yaml.Mapping mapping -> {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        mapping
            .entries()
            .forEach(
                (name, entry) ->
                    entries.put(name, new Yaml.Entry(origin.line(), at(entry.value(), origin))));
        yield new Yaml.Mapping(origin, entries);
      }
    };
  }
}
