package io.tidegate.policy.yaml;

import org.jspecify.annotations.Nullable;

/**
 * A key of a section: the one source for the reader, the editor's schema and the reference page.
 *
 * @param name as written
 * @param shape what may stand there
 * @param need whether it must be there, and what holds if it is not
 * @param byDefault YAML of the default, for {@link Need#DEFAULT}, else what holds instead, in words
 * @param about one or two sentences for the reference page
 */
public record Key<T>(String name, Shape<T> shape, Need need, String byDefault, String about) {

  /** Whether a key must be there. */
  public enum Need {
    /** Must be there. */
    REQUIRED,
    /** Has a default that reads as if it were written. */
    DEFAULT,
    /** May be left out; then there is no value. */
    OPTIONAL
  }

  public static <T> Key<T> required(String name, Shape<T> shape, String about) {
    return new Key<>(name, shape, Need.REQUIRED, "", about);
  }

  public static <T> Key<T> optional(String name, Shape<T> shape, String without, String about) {
    return new Key<>(name, shape, Need.OPTIONAL, without, about);
  }

  public static <T> Key<T> withDefault(String name, Shape<T> shape, String yaml, String about) {
    return new Key<>(name, shape, Need.DEFAULT, yaml, about);
  }

  /** The node of the default. */
  Yaml defaultNode() {
    Findings findings = new Findings();
    Yaml.@Nullable Mapping parsed =
        YamlText.parse("default", name + ": " + byDefault, findings).orElse(null);
    if (parsed == null || findings.hasErrors()) {
      throw new IllegalStateException(
          "the default of " + name + " must be YAML, but is " + byDefault);
    }
    return parsed.entries().values().iterator().next().value();
  }
}
