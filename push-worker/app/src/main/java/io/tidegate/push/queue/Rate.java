package io.tidegate.push.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a count grew over the last minute. */
final class Rate {
  private static final Duration OVER = Duration.ofMinutes(1);

  private record Look(Instant at, long total) {}

  private final Deque<Look> looks = new ArrayDeque<>();

  void see(long total, Instant now) {
    looks.addLast(new Look(now, total));
    while (looks.getFirst().at().isBefore(now.minus(OVER))) {
      looks.removeFirst();
    }
  }

  /** Per second; 0 before the second look. */
  double perSecond() {
    if (looks.size() < 2) {
      return 0;
    }
    Look first = looks.getFirst();
    Look last = looks.getLast();
    double seconds = Duration.between(first.at(), last.at()).toNanos() / 1e9;
    return seconds <= 0 ? 0 : (double) (last.total() - first.total()) / seconds;
  }
}
