package io.tidegate.policy.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A node of a YAML document, with the line it begins at and where it comes from. */
public sealed interface Yaml {

  /**
   * A single value.
   *
   * @param text as written, without quotes
   * @param plain whether it was written without quotes and so may be a number, a flag or nothing
   */
  record Scalar(Origin origin, String text, boolean plain) implements Yaml {

    /** What a YAML 1.2 core schema parser takes it for. */
    public Kind kind() {
      return plain ? Kind.ofPlain(text) : Kind.TEXT;
    }
  }

  /** A list. */
  record Listing(Origin origin, List<Yaml> items) implements Yaml {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /** A mapping; the order of its entries is kept. */
  record Mapping(Origin origin, Map<String, Entry> entries) implements Yaml {

    public Optional<Yaml> get(String key) {
      return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /** The same without a key. */
    public Mapping without(String key) {
      Map<String, Entry> left = new LinkedHashMap<>(entries);
      left.remove(key);
      return new Mapping(origin, left);
    }
  }

  /**
   * An entry of a mapping.
   *
   * @param line of the key
   */
  record Entry(int line, Yaml value) {}

  /**
   * Where a node comes from.
   *
   * @param source such as {@code file}, {@code preset kr-mydata}, {@code default}
   * @param line from 1, in the file that is being read; for what a preset brings, the line that
   *     names the preset
   */
  record Origin(String source, int line) {}

  Origin origin();

  default int line() {
    return origin().line();
  }

  /** How it is called in a message: {@code "abc"}, {@code 5}, {@code a list}, {@code nothing}. */
  default String shown() {
    return switch (this) {
      case Scalar scalar when scalar.kind() == Kind.NOTHING -> "nothing";
      case Scalar scalar when scalar.kind() == Kind.TEXT -> Shown.quoted(scalar.text());
      case Scalar scalar -> Shown.plain(scalar.text());
      case Listing list -> list.items().isEmpty() ? "an empty list" : "a list";
      case Mapping mapping -> mapping.entries().isEmpty() ? "an empty mapping" : "a mapping";
    };
  }

  /** In flow style on one line, such as {@code {calls: 5, per: second}}. */
  default String flow() {
    return switch (this) {
      case Scalar scalar ->
          scalar.plain() || Kind.isSafePlain(scalar.text())
              ? scalar.text()
              : "'" + scalar.text().replace("'", "''") + "'";
      case Listing list ->
          list.items().stream().map(Yaml::flow).collect(Collectors.joining(", ", "[", "]"));
      case Mapping mapping ->
          mapping.entries().entrySet().stream()
              .map(entry -> Kind.key(entry.getKey()) + ": " + entry.getValue().value().flow())
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }
}
