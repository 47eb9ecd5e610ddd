package io.tidegate.policy.yaml;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A single value.
 *
 * @param kind what it must be by YAML's own rules; a whole number is a number too
 * @param allowed for messages and the reference page
 * @param parser gives the value, or null if it is refused; may throw IllegalArgumentException
 * @param options all allowed words, for hints, and for editors if there is no pattern; empty if
 *     they cannot be listed
 * @param pattern of the text, for editors; null if there is none
 * @param least of a number, for editors; null if there is none
 * @param most of a number, for editors; null if there is none
 */
public record Scalar<T>(
    Kind kind,
    String allowed,
    Function<String, @Nullable T> parser,
    List<String> options,
    @Nullable String pattern,
    @Nullable BigDecimal least,
    @Nullable BigDecimal most)
    implements Shape<T> {

  /** Text that a parser understands. */
  public static <T> Scalar<T> text(String allowed, Function<String, @Nullable T> parser) {
    return new Scalar<>(Kind.TEXT, allowed, parser, List.of(), null, null, null);
  }

  /** Text that matches a pattern as a whole. */
  public static Scalar<String> text(String allowed, String pattern) {
    Pattern whole = Pattern.compile(pattern);
    return new Scalar<>(
        Kind.TEXT,
        allowed,
        text -> whole.matcher(text).matches() ? text : null,
        List.of(),
        pattern,
        null,
        null);
  }

  /** The same, with the pattern that editors check. */
  public Scalar<T> withPattern(String regex) {
    return new Scalar<>(kind, allowed, parser, options, regex, least, most);
  }

  /** The same, with words that wrong ones are compared with. */
  public Scalar<T> withHints(List<String> words) {
    return new Scalar<>(kind, allowed, parser, List.copyOf(words), pattern, least, most);
  }

  /** One of some words. */
  public static <T> Scalar<T> oneOf(List<String> words, Function<String, T> value) {
    return new Scalar<>(
        Kind.TEXT,
        words.size() == 1 ? words.getFirst() : "one of " + String.join(", ", words),
        text -> words.contains(text) ? value.apply(text) : null,
        List.copyOf(words),
        null,
        null,
        null);
  }

  /** A whole number. */
  public static Scalar<Integer> whole(int least, int most) {
    return new Scalar<>(
        Kind.WHOLE,
        "a whole number, " + least + " to " + most,
        text -> within(new BigDecimal(text), least, most) ? Integer.valueOf(text) : null,
        List.of(),
        null,
        BigDecimal.valueOf(least),
        BigDecimal.valueOf(most));
  }

  /** A number. */
  public static Scalar<Double> decimal(int least, int most) {
    return new Scalar<>(
        Kind.DECIMAL,
        "a number, " + least + " to " + most,
        text -> within(new BigDecimal(text), least, most) ? Double.valueOf(text) : null,
        List.of(),
        null,
        BigDecimal.valueOf(least),
        BigDecimal.valueOf(most));
  }

  private static boolean within(BigDecimal number, int least, int most) {
    return number.compareTo(BigDecimal.valueOf(least)) >= 0
        && number.compareTo(BigDecimal.valueOf(most)) <= 0;
  }

  /** True or false. */
  public static Scalar<Boolean> flag() {
    return new Scalar<>(
        Kind.FLAG,
        "true or false",
        text -> Boolean.valueOf(text.equalsIgnoreCase("true")),
        List.of(),
        null,
        null,
        null);
  }

  @Override
  public @Nullable T read(Yaml node, String path, Findings findings) {
    if (!(node instanceof Yaml.Scalar scalar)) {
      findings.error(node, path, allowed + (kind == Kind.TEXT ? aboutBraces(node) : ""));
      return null;
    }
    if (!fits(scalar.kind())) {
      String quotes =
          kind == Kind.TEXT && scalar.kind() != Kind.NOTHING && parse(scalar.text()) != null
              ? " (put it in quotes: it must be text)"
              : "";
      findings.error(node, path, allowed + quotes);
      return null;
    }
    T value = parse(scalar.text());
    if (value == null) {
      findings.error(node, path, allowed + DidYouMean.hint(scalar.text(), options));
    }
    return value;
  }

  /** YAML takes {@code {since}} without quotes for a mapping, which surprises people. */
  private static String aboutBraces(Yaml node) {
    boolean meantText =
        node instanceof Yaml.Mapping mapping
            && !mapping.entries().isEmpty()
            && mapping.entries().values().stream()
                .allMatch(e -> e.value() instanceof Yaml.Scalar s && s.kind() == Kind.NOTHING);
    return meantText ? " (put it in quotes: braces make a mapping)" : "";
  }

  private boolean fits(Kind found) {
    return found == kind || (kind == Kind.DECIMAL && found == Kind.WHOLE);
  }

  /** The value of a text, or null if it is refused. */
  @Nullable T parse(String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException refused) {
      return null; // the message says what is allowed, not how the parser came to refuse it
    }
  }
}
