package io.tidegate.policy.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One effective value of a document.
 *
 * @param path of the key
 * @param value in flow style; what holds instead, in brackets, if there is none
 * @param source where it comes from
 */
public record Setting(String path, String value, String source) {

  /** All settings of a document, in the order of the table, those left out too. */
  public static List<Setting> of(Yaml.Mapping document, Section<?> section) {
    List<Setting> settings = new ArrayList<>();
    addSection(document, "", section, settings);
    return List.copyOf(settings);
  }

  private static void addSection(
      Yaml.Mapping node, String path, Section<?> section, List<Setting> settings) {
    for (Key<?> key : section.keys()) {
      String at = Paths.member(path, key.name());
      Optional<Yaml> written = node.get(key.name());
      if (written.isEmpty() && key.need() != Key.Need.DEFAULT) {
        settings.add(new Setting(at, "(" + key.byDefault() + ")", "default"));
      } else {
        add(written.orElseGet(key::defaultNode), at, key.shape(), settings);
      }
    }
  }

  private static void add(Yaml value, String path, Shape<?> shape, List<Setting> settings) {
    switch (value) {
      case Yaml.Mapping mapping when shape instanceof Section<?> inner ->
          addSection(mapping, path, inner, settings);
      case Yaml.Mapping mapping when !mapping.entries().isEmpty() ->
          mapping
              .entries()
              .forEach(
                  (name, entry) ->
                      settings.add(
                          new Setting(
                              Paths.member(path, name),
                              entry.value().flow(),
                              entry.value().origin().source())));
      case Yaml.Listing list when list.items().size() > 1 -> {
        for (int i = 0; i < list.items().size(); i++) {
          Yaml item = list.items().get(i);
          settings.add(new Setting(path + "[" + i + "]", item.flow(), item.origin().source()));
        }
      }
      default -> settings.add(new Setting(path, value.flow(), value.origin().source()));
    }
  }

  /**
   * A key's value with all defaults in it, in flow style; empty if it has none.
   *
   * @param written what stands there, if anything does
   */
  public static Optional<String> flow(Key<?> key, Optional<Yaml> written) {
    if (written.isEmpty() && key.need() != Key.Need.DEFAULT) {
      return Optional.empty();
    }
    Yaml value = written.orElseGet(key::defaultNode);
    return key.shape() instanceof Section<?> section && value instanceof Yaml.Mapping mapping
        ? Optional.of(flow(section, mapping))
        : Optional.of(value.flow());
  }

  private static String flow(Section<?> section, Yaml.Mapping mapping) {
    return section.keys().stream()
        .flatMap(key -> flow(key, mapping.get(key.name())).map(v -> key.name() + ": " + v).stream())
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
