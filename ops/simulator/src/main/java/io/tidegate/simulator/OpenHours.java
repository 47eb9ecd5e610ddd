package io.tidegate.simulator;

import io.tidegate.policy.CallWindow;
import io.tidegate.policy.Closure;
import io.tidegate.policy.Policy;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/** Whether the institution is open: looked up once for each minute of its clock. */
final class OpenHours {
  private static final long MINUTE = 60_000_000;

  private final ZoneId zone;
  private final boolean always;
  private final List<CallWindow> windows;
  private final List<Closure> closures;
  private long minute = Long.MIN_VALUE;
  private boolean open;

  OpenHours(Policy policy) {
    this.zone = policy.zone();
    this.always = policy.windows().isAlways();
    this.windows = policy.windows().windows();
    this.closures = policy.closed();
  }

  boolean open(long micros) {
    long now = Math.floorDiv(micros, MINUTE);
    if (now != minute) {
      minute = now;
      open = isOpen(Instant.ofEpochSecond(now * 60));
    }
    return open;
  }

  private boolean isOpen(Instant at) {
    return (always || inWindow(at)) && closures.stream().noneMatch(c -> inClosure(c, at));
  }

  private boolean inWindow(Instant at) {
    LocalDateTime local = at.atZone(zone).toLocalDateTime();
    // The second pass of an hour that comes twice is closed.
    return local.atZone(zone).withEarlierOffsetAtOverlap().toInstant().equals(at)
        && windows.stream().anyMatch(window -> inWindow(window, local));
  }

  private static boolean inWindow(CallWindow window, LocalDateTime local) {
    for (int daysAgo = 0; daysAgo <= 1; daysAgo++) {
      if (local.toLocalDate().minusDays(daysAgo).getDayOfWeek() == window.day()) {
        int into =
            local.getHour() * 60 + local.getMinute() + daysAgo * 24 * 60 - window.fromMinute();
        if (into >= 0 && into < window.minutes()) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean inClosure(Closure closure, Instant at) {
    Instant from = closure.from().atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    Instant until = closure.until().atZone(zone).withLaterOffsetAtOverlap().toInstant();
    return !at.isBefore(from) && at.isBefore(until);
  }
}
