package io.tidegate.push.channel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Retry-After} (RFC 9110, 10.2.3): seconds or a date. Never under a second, and
 * never over an hour, so that a slip of somebody else's does not silence an app for a year.
 */
public final class RetryAfter {
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** The most that is believed. */
  public static final Duration MOST = Duration.ofHours(1);

  private RetryAfter() {}

  /**
   * How long to wait.
   *
   * @param header as it came; null if there was none
   * @param otherwise if it was not there, or is neither seconds nor a date
   */
  public static Duration of(@Nullable String header, Instant now, Duration otherwise) {
    if (header == null) {
      return otherwise;
    }
    Duration said = header.strip().matches("\\d{1,9}") ? seconds(header) : date(header, now);
    return said == null ? otherwise : within(said);
  }

  private static Duration seconds(String header) {
    return Duration.ofSeconds(Long.parseLong(header.strip()));
  }

  private static @Nullable Duration date(String header, Instant now) {
    try {
      return Duration.between(
          now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header.strip())));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Duration within(Duration said) {
    if (said.compareTo(LEAST) < 0) {
      return LEAST;
    }
    return said.compareTo(MOST) > 0 ? MOST : said;
  }
}
