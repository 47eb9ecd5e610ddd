package io.tidegate.policy;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Durations as people write them: {@code 100ms}, {@code 2s}, {@code 20m}, {@code 6h}, {@code 7d},
 * or by ISO 8601.
 */
final class Durations {

  static final String PATTERN =
      "[0-9]{1,9}(ms|s|m|h|d)|P([0-9]{1,6}W|(?=.)([0-9]{1,6}D)?(T(?=.)([0-9]{1,9}H)?([0-9]{1,9}M)?([0-9]{1,9}(\\.[0-9]{1,9})?S)?)?)";

  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern ALL = Pattern.compile(PATTERN);

  private Durations() {}

  static @Nullable Duration parse(String text) {
    if (!ALL.matcher(text).matches()) {
      return null;
    }
    Matcher units = SHORT.matcher(text);
    if (!units.matches()) {
      return text.endsWith("W")
          ? Duration.ofDays(7 * Long.parseLong(text.substring(1, text.length() - 1)))
          : Duration.parse(text);
    }
    long count = Long.parseLong(units.group(1));
    return switch (units.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  /** The shortest way to write it, such as {@code 20s}. */
  static String show(Duration duration) {
    if (duration.toMillis() % 1000 != 0) {
      return duration.toMillis() + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds != 0 && seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds != 0 && seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
