package io.tidegate.policy.yaml;

import java.util.Map;
import java.util.Optional;

/** The values of a section that were read so far. */
public final class Block {

  private final Yaml.Mapping node;
  private final String path;
  private final Map<Key<?>, Object> values;

  Block(Yaml.Mapping node, String path, Map<Key<?>, Object> values) {
    this.node = node;
    this.path = path;
    this.values = values;
  }

  /** The value of a key that is required or has a default; in a section without an error. */
  public <T> T get(Key<T> key) {
    return find(key)
        .orElseThrow(() -> new IllegalStateException("there is no value at " + path(key)));
  }

  /** The value of a key; empty if it is absent or wrong. */
  @SuppressWarnings("unchecked") // a key's value was put there by the key's own shape
  public <T> Optional<T> find(Key<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /** What stands at a key, right or wrong; empty if nothing does. */
  public Optional<Yaml> node(Key<?> key) {
    return node.get(key.name());
  }

  public boolean isWritten(Key<?> key) {
    return node.entries().containsKey(key.name());
  }

  /** The line of a key, or of the section if it is not there. */
  public int line(Key<?> key) {
    Yaml.Entry entry = node.entries().get(key.name());
    return entry == null ? node.line() : entry.line();
  }

  public int line() {
    return node.line();
  }

  public String path() {
    return path;
  }

  public String path(Key<?> key) {
    return Paths.member(path, key.name());
  }
}
