package io.tidegate.standalone.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One line of a script, such as {@code +0:42.5 freeze batch-worker-1 for 3s}.
 *
 * @param at how long after the run's begin
 * @param kind what happens
 * @param target to whom; a name without spaces
 * @param lasts how long, until it is healed; zero for what has no end
 * @param by how much, where that means something: by how much a path is delayed
 */
record Fault(Duration at, Kind kind, String target, Duration lasts, Duration by) {
  private static final Pattern LINE =
      Pattern.compile(
          "\\+(\\d{1,3}):(\\d{2}(?:\\.\\d{1,3})?)\\s+(\\S+)\\s+(\\S+)"
              + "(?:\\s+for\\s+(\\S+))?(?:\\s+by\\s+(\\S+))?");
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})(ms|s)");

  /** What may happen. */
  enum Kind {
    KILL("kill -9; it is started again at once"),
    FREEZE("SIGSTOP, and SIGCONT after a while: what a full collection or a sleeping machine does"),
    AWAY("kill -9, and it stays away for a while"),
    RESTART("stopped in good order, and started again"),
    JOIN("one more of its kind starts, and leaves in good order after a while"),
    CUT("all connections on the path are reset"),
    DELAY("everything on the path comes later"),
    SILENCE("nothing passes on the path, in neither direction, and no connection breaks"),
    FILL("the disk of the database is full"),
    CLOCK("killed, and started with a clock that is 5 s ahead; set right after a while"),
    POLICY("the institution's file is written anew in mid-minute, with narrower limits");

    private final String meaning;

    Kind(String meaning) {
      this.meaning = meaning;
    }

    String meaning() {
      return meaning;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Fault of(Duration at, Kind kind, String target, Duration lasts) {
    return new Fault(at, kind, target, lasts, Duration.ZERO);
  }

  /** Whether it has an end of its own. */
  boolean isLasting() {
    return lasts.isPositive();
  }

  Duration end() {
    return at.plus(lasts);
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException that says what was given and what is allowed
   */
  static Fault parse(String line) {
    Matcher parts = LINE.matcher(line.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a fault is '+MINUTES:SECONDS KIND TARGET [for TIME] [by TIME]', given: " + line);
    }
    Duration at =
        Duration.ofMinutes(Long.parseLong(parts.group(1)))
            .plusMillis(Math.round(Double.parseDouble(parts.group(2)) * 1000));
    return new Fault(
        at, kind(parts.group(3)), parts.group(4), length(parts.group(5)), length(parts.group(6)));
  }

  private static Kind kind(String word) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a fault is one of "
                        + Arrays.stream(Kind.values())
                            .map(Kind::word)
                            .collect(Collectors.joining(", "))
                        + ", given: "
                        + word));
  }

  private static Duration length(@Nullable String text) {
    if (text == null) {
      return Duration.ZERO;
    }
    Matcher parts = LENGTH.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("a time is such as 3s or 250ms, given: " + text);
    }
    long number = Long.parseLong(parts.group(1));
    return parts.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
  }

  private static String text(Duration length) {
    return length.toMillis() % 1000 == 0 ? length.toSeconds() + "s" : length.toMillis() + "ms";
  }

  /** The line; {@link #parse} reads it. */
  @Override
  public String toString() {
    return "+%d:%02d.%d %s %s%s%s"
        .formatted(
            at.toMinutes(),
            at.toSecondsPart(),
            at.toMillisPart() / 100,
            kind.word(),
            target,
            isLasting() ? " for " + text(lasts) : "",
            by.isPositive() ? " by " + text(by) : "");
  }
}
