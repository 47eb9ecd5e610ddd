package io.tidegate.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * When scheduled calls may start: windows less closures, less a guard at every edge.
 *
 * @param zone whose wall clock the windows mean
 * @param windows the call windows
 * @param closed planned maintenance
 * @param guard how far from an edge calls keep away; 0 to 20 s
 */
public record Hours(ZoneId zone, CallWindows windows, List<Closure> closed, Duration guard) {

  public Hours {
    closed = List.copyOf(closed);
    if (guard.isNegative() || guard.compareTo(Duration.ofSeconds(20)) > 0) {
      throw new IllegalArgumentException("the edge guard must be 0 to 20 s, but is " + guard);
    }
  }

  /** The open stretches between two instants without the guard: windows less closures. */
  public List<Span> open(Instant from, Instant until) {
    List<Span> spans = windows.openSpans(zone, from, until);
    for (Closure closure : closed) {
      spans = without(spans, closure.in(zone));
    }
    return spans;
  }

  private static List<Span> without(List<Span> spans, Span out) {
    List<Span> left = new ArrayList<>();
    for (Span span : spans) {
      if (!out.from().isBefore(span.until()) || !span.from().isBefore(out.until())) {
        left.add(span);
        continue;
      }
      if (span.from().isBefore(out.from())) {
        left.add(new Span(span.from(), out.from()));
      }
      if (out.until().isBefore(span.until())) {
        left.add(new Span(out.until(), span.until()));
      }
    }
    return left;
  }
}
