package io.tidegate.verify;

import java.time.Duration;

/** Lengths of time in words. */
final class Spans {
  private Spans() {}

  static String words(Duration length) {
    if (length.equals(Duration.ofSeconds(1))) {
      return "second";
    }
    if (length.equals(Duration.ofMinutes(1))) {
      return "minute";
    }
    if (length.equals(Duration.ofHours(1))) {
      return "hour";
    }
    if (length.equals(Duration.ofDays(1))) {
      return "24 hours";
    }
    if (length.toMillis() < 60_000 && length.toNanos() % 1_000_000 == 0) {
      return length.toMillis() % 1000 == 0
          ? length.toSeconds() + " seconds"
          : length.toMillis() + " ms";
    }
    if (length.toMinutes() * 60 == length.toSeconds() && length.toHours() < 1) {
      return length.toMinutes() + " minutes";
    }
    return length.toString();
  }

  static long micros(Duration length) {
    return Math.addExact(
        Math.multiplyExact(length.getSeconds(), 1_000_000L), length.getNano() / 1_000);
  }
}
