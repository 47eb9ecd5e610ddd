package io.tidegate.policy.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping with known keys.
 *
 * @param name what it is called in messages
 * @param keys all of them, in the order in which they are shown
 * @param rules between them
 * @param value made from a block without errors
 */
public record Section<T>(String name, List<Key<?>> keys, List<Rule> rules, Function<Block, T> value)
    implements Shape<T> {

  public Section {
    keys = List.copyOf(keys);
    rules = List.copyOf(rules);
  }

  @Override
  public @Nullable T read(Yaml node, String path, Findings findings) {
    if (!(node instanceof Yaml.Mapping mapping)) {
      findings.error(node, path, allowed());
      return null;
    }
    int before = findings.count();
    refuseUnknown(mapping, path, findings);
    Map<Key<?>, Object> values = new HashMap<>();
    for (Key<?> key : keys) {
      readKey(key, mapping, path, values, findings);
    }
    Block block = new Block(mapping, path, values);
    for (Rule rule : rules) {
      rule.check(block, findings);
    }
    if (findings.count() > before) {
      return null;
    }
    try {
      return value.apply(block);
    } catch (IllegalArgumentException e) {
      findings.error(mapping.line(), path, mapping.shown(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static <T> void readKey(
      Key<T> key,
      Yaml.Mapping mapping,
      String path,
      Map<Key<?>, Object> values,
      Findings findings) {
    Yaml written = mapping.get(key.name()).orElse(null);
    if (written == null && key.need() == Key.Need.REQUIRED) {
      findings.error(
          mapping.line(), Paths.member(path, key.name()), "nothing", key.shape().allowed());
    }
    Yaml node = written == null && key.need() == Key.Need.DEFAULT ? key.defaultNode() : written;
    if (node != null) {
      T value = key.shape().read(node, Paths.member(path, key.name()), findings);
      if (value != null) {
        values.put(key, value);
      }
    }
  }

  private void refuseUnknown(Yaml.Mapping mapping, String path, Findings findings) {
    List<String> names = keys.stream().<String>map(Key::name).toList();
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              if (!names.contains(name)) {
                findings.error(
                    entry.line(), Paths.member(path, name), "an unknown key", allowed(name, names));
              }
            });
  }

  private String allowed(String name, List<String> names) {
    String all = String.join(", ", names);
    String meant =
        DidYouMean.closest(name, names).orElseGet(() -> String.join(" or ", elsewhere(name)));
    return meant.isEmpty() ? "one of " + all : meant + " (did you mean that?), or one of " + all;
  }

  /** Where a key of this name stands in the sections below. */
  private List<String> elsewhere(String name) {
    List<String> paths = new ArrayList<>();
    for (Key<?> key : keys) {
      if (key.shape() instanceof Section<?> inner
          && inner.keys().stream().anyMatch(k -> k.name().equals(name))) {
        paths.add(key.name() + "." + name);
      }
    }
    return paths;
  }

  @Override
  public String allowed() {
    return "a mapping with " + String.join(", ", keys.stream().<String>map(Key::name).toList());
  }
}
