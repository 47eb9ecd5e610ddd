package io.tidegate.policy.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What may stand at a place, and what it means.
 *
 * @param <T> what is read from it
 */
public sealed interface Shape<T>
    permits Scalar, Section, Shape.Items, Shape.Entries, Shape.Either, Shape.Made {

  /** The value of a node; null, with at least one error found, if it has none. */
  @Nullable T read(Yaml node, String path, Findings findings);

  /** For messages: {@code a whole number, 1 to 64}. */
  String allowed();

  /**
   * A list.
   *
   * @param least items
   * @param most items
   */
  record Items<T>(Shape<T> item, int least, int most) implements Shape<List<T>> {

    @Override
    public @Nullable List<T> read(Yaml node, String path, Findings findings) {
      if (!(node instanceof Yaml.Listing list)
          || list.items().size() < least
          || list.items().size() > most) {
        findings.error(node, path, allowed());
        return null;
      }
      List<T> values = new ArrayList<>();
      for (int i = 0; i < list.items().size(); i++) {
        T value = item.read(list.items().get(i), path + "[" + i + "]", findings);
        if (value != null) {
          values.add(value);
        }
      }
      return values.size() == list.items().size() ? List.copyOf(values) : null;
    }

    @Override
    public String allowed() {
      return "a list of " + least + " to " + most + " items, each " + item.allowed();
    }
  }

  /**
   * A mapping whose keys are not known beforehand.
   *
   * @param name what a key may be
   * @param value what each value may be
   * @param most entries
   */
  record Entries<T>(Scalar<String> name, Shape<T> value, int most)
      implements Shape<Map<String, T>> {

    @Override
    public @Nullable Map<String, T> read(Yaml node, String path, Findings findings) {
      if (!(node instanceof Yaml.Mapping mapping) || mapping.entries().size() > most) {
        findings.error(node, path, allowed());
        return null;
      }
      Map<String, T> values = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach(
              (key, entry) -> {
                String at = Paths.member(path, key);
                boolean named = name.parse(key) != null;
                if (!named) {
                  findings.error(entry.line(), at, "the key " + Shown.quoted(key), name.allowed());
                }
                T read = value.read(entry.value(), at, findings);
                if (named && read != null) {
                  values.put(key, read);
                }
              });
      return values.size() == mapping.entries().size() ? values : null;
    }

    @Override
    public String allowed() {
      return "a mapping of up to " + most + " entries";
    }
  }

  /**
   * One of two shapes that differ in kind (a value, a list, a mapping).
   *
   * @param first tried if the node is of its kind
   * @param second for all others
   */
  record Either<T>(Shape<? extends T> first, Shape<? extends T> second) implements Shape<T> {

    @Override
    public @Nullable T read(Yaml node, String path, Findings findings) {
      if (isOfKind(first, node)) {
        return first.read(node, path, findings);
      }
      if (isOfKind(second, node)) {
        return second.read(node, path, findings);
      }
      findings.error(node, path, allowed());
      return null;
    }

    private static boolean isOfKind(Shape<?> shape, Yaml node) {
      return switch (shape) {
        case Scalar<?> scalar -> node instanceof Yaml.Scalar s && s.kind() != Kind.NOTHING;
        case Items<?> items -> node instanceof Yaml.Listing;
        case Entries<?> entries -> node instanceof Yaml.Mapping;
        case Section<?> section -> node instanceof Yaml.Mapping;
        case Made<?, ?> made -> isOfKind(made.of, node);
        case Either<?> either -> isOfKind(either.first, node) || isOfKind(either.second, node);
      };
    }

    @Override
    public String allowed() {
      return first.allowed() + ", or " + second.allowed();
    }
  }

  /**
   * A shape whose value is made into another.
   *
   * @param of what is read
   * @param to makes the value; throws IllegalArgumentException with a sentence if it cannot
   */
  record Made<A, T>(Shape<A> of, Function<A, T> to) implements Shape<T> {

    @Override
    public @Nullable T read(Yaml node, String path, Findings findings) {
      A read = of.read(node, path, findings);
      try {
        return read == null ? null : to.apply(read);
      } catch (IllegalArgumentException e) {
        findings.error(node, path, String.valueOf(e.getMessage()));
        return null;
      }
    }

    @Override
    public String allowed() {
      return of.allowed();
    }
  }
}
