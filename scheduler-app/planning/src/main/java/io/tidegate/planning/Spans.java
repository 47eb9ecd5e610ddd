package io.tidegate.planning;

import io.tidegate.policy.Span;
import java.time.Duration;
import java.time.Instant;

/** Arithmetic of spans. */
final class Spans {

  private Spans() {}

  /** What two overlapping spans have in common. */
  static Span common(Span a, Span b) {
    return new Span(later(a.from(), b.from()), earlier(a.until(), b.until()));
  }

  static double seconds(Span span) {
    return Duration.between(span.from(), span.until()).toNanos() / 1e9;
  }

  static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  static Instant later(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }
}
