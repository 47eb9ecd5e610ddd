package io.tidegate.worker.call;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an institution says about its limits: {@code Retry-After} (RFC 9110 §10.2.3: seconds or an
 * HTTP date), {@code RateLimit} and {@code RateLimit-Remaining/-Reset} (the IETF's drafts) and the
 * {@code X-RateLimit-*} family, whose reset is seconds from now or since 1970.
 */
final class RateHeaders {
  /** No institution keeps us out for longer: beyond this it is taken for a mistake. */
  static final Duration LONGEST = Duration.ofDays(1);

  private static final CharSequence RETRY_AFTER = "retry-after";
  private static final CharSequence REMAINING = "ratelimit-remaining";
  private static final CharSequence RESET = "ratelimit-reset";
  private static final CharSequence X_REMAINING = "x-ratelimit-remaining";
  private static final CharSequence X_RESET = "x-ratelimit-reset";
  private static final CharSequence RATE_LIMIT = "ratelimit";
  private static final Pattern LEFT = Pattern.compile("\\b(?:r|remaining)=(\\d+)");
  private static final Pattern UNTIL = Pattern.compile("\\b(?:t|reset)=(\\d+)");
  private static final double SINCE_1970 = 1e9;
  private static final double MILLIS_SINCE_1970 = 1e12;

  private RateHeaders() {}

  /**
   * Until when the institution asks not to be called.
   *
   * @param success a successful answer's {@code Retry-After} means something else and is not read
   * @return null when it asks for nothing
   */
  static @Nullable Instant blockedUntil(MultiMap headers, boolean success, Instant now) {
    String retryAfter = success ? null : headers.get(RETRY_AFTER);
    if (retryAfter != null) {
      Instant until = retryAfter(retryAfter.strip(), now);
      if (until != null) {
        return until;
      }
    }
    String remaining = headers.get(REMAINING);
    if (remaining != null) {
      return remaining.strip().equals("0") ? reset(headers.get(RESET), now) : null;
    }
    String xRemaining = headers.get(X_REMAINING);
    if (xRemaining != null) {
      return xRemaining.strip().equals("0") ? reset(headers.get(X_RESET), now) : null;
    }
    String both = headers.get(RATE_LIMIT);
    if (both == null) {
      return null;
    }
    Matcher left = LEFT.matcher(both);
    Matcher until = UNTIL.matcher(both);
    return left.find() && left.group(1).matches("0+") && until.find()
        ? reset(until.group(1), now)
        : null;
  }

  private static @Nullable Instant retryAfter(String value, Instant now) {
    if (value.matches("\\d{1,9}")) {
      return within(now.plusSeconds(Long.parseLong(value)), now);
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      return within(date.toInstant(), now);
    } catch (DateTimeException e) {
      return null; // neither of the two forms: it says nothing
    }
  }

  private static @Nullable Instant reset(@Nullable String value, Instant now) {
    if (value == null || !value.strip().matches("\\d{1,15}(\\.\\d{1,9})?")) {
      return null;
    }
    double number = Double.parseDouble(value.strip());
    if (number >= MILLIS_SINCE_1970) {
      return within(Instant.ofEpochMilli((long) Math.ceil(number)), now);
    }
    long millis = (long) Math.ceil(number * 1000);
    return within(
        number >= SINCE_1970 ? Instant.ofEpochMilli(millis) : now.plusMillis(millis), now);
  }

  private static @Nullable Instant within(Instant until, Instant now) {
    if (!until.isAfter(now)) {
      return null;
    }
    Instant latest = now.plus(LONGEST);
    return until.isBefore(latest) ? until : latest;
  }
}
