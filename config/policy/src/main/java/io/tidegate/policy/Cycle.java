package io.tidegate.policy;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a consent is to be refreshed, as a file or an import gives it.
 *
 * <p>A cycle is a wish that the ring meets to the nearest round, so a month is taken for 30 days
 * and a year for 365: one length, which can be compared and stored.
 */
public final class Cycle {

  /** The shortest cycle. */
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  /** The longest cycle. */
  public static final Duration LONGEST = Duration.ofDays(366);

  /** What a cycle may be, for messages. */
  public static final String ALLOWED = "a duration such as P7D, P1M, 7d or PT6H, 1s to 366d";

  private static final Pattern CALENDAR =
      Pattern.compile("P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,3}M)?([0-9]{1,4}D)?");

  private Cycle() {}

  /**
   * Reads a cycle.
   *
   * @param text such as {@code P7D}, {@code P1M}, {@code 7d}, {@code PT6H}
   * @throws IllegalArgumentException if it is none, or not 1 s to 366 days long
   */
  public static Duration parse(String text) {
    Duration cycle = Durations.parse(text);
    if (cycle == null) {
      Matcher calendar = CALENDAR.matcher(text);
      if (!calendar.matches()) {
        throw new IllegalArgumentException("a cycle is " + ALLOWED + ", but is " + text);
      }
      cycle =
          Duration.ofDays(
              365 * number(calendar.group(1))
                  + 30 * number(calendar.group(2))
                  + number(calendar.group(3)));
    }
    if (cycle.compareTo(SHORTEST) < 0 || cycle.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a cycle is " + ALLOWED + ", but is " + text);
    }
    return cycle;
  }

  private static long number(@org.jspecify.annotations.Nullable String part) {
    return part == null ? 0 : Long.parseLong(part.substring(0, part.length() - 1));
  }
}
