package io.tidegate.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When the garbage collector was at work in the last minute. Instants are milliseconds of the
 * process's life. Collections may overlap (a collector may clean young and old objects at the same
 * time), and an instant counts once.
 */
final class Collections {
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private record Span(long from, long until) {}

  private final List<Span> spans = new ArrayList<>();

  /** A collection has ended. */
  synchronized void collected(long from, long until) {
    spans.removeIf(span -> span.until < until - MINUTE);
    spans.add(new Span(from, until));
  }

  /** The part of the minute before {@code now} in which the collector was at work, 0 to 1. */
  synchronized double share(long now) {
    List<Span> ordered = new ArrayList<>(spans);
    ordered.sort(Comparator.comparingLong(Span::from));
    long counted = now - MINUTE;
    long sum = 0;
    for (Span span : ordered) {
      long until = Math.min(span.until, now);
      sum += Math.max(0, until - Math.max(span.from, counted));
      counted = Math.max(counted, until);
    }
    return (double) sum / MINUTE;
  }
}
