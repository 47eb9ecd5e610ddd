package io.tidegate.verify;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether an institution is open, asked minute by minute of its local clock: no spans, no merging,
 * nothing that could be wrong in the same way as a planner.
 */
final class OpenMinutes {
  private final Laws.Hours hours;
  private final ZoneId zone;
  private final Map<Long, Boolean> known = new HashMap<>();

  OpenMinutes(Laws.Hours hours) {
    this.hours = hours;
    this.zone = hours.zone();
  }

  boolean open(Instant at) {
    long minute = Math.floorDiv(at.getEpochSecond(), 60L);
    return known.computeIfAbsent(minute, m -> isOpen(Instant.ofEpochSecond(m * 60)));
  }

  private boolean isOpen(Instant minute) {
    return inWindow(minute)
        && hours.closures().stream().noneMatch(closure -> covers(closure, minute));
  }

  private boolean inWindow(Instant minute) {
    if (hours.windows().isEmpty()) {
      return true;
    }
    LocalDateTime local = LocalDateTime.ofInstant(minute, zone);
    return !secondPass(minute, local)
        && hours.windows().stream().anyMatch(window -> covers(window, local));
  }

  private static boolean covers(Laws.Window window, LocalDateTime at) {
    boolean opensToday = window.day() == at.getDayOfWeek();
    boolean openedYesterday = window.day().plus(1) == at.getDayOfWeek();
    LocalTime label = at.toLocalTime();
    boolean begun = !label.isBefore(window.from());
    boolean over = !label.isBefore(window.until());
    if (window.from().isBefore(window.until())) {
      return opensToday && begun && !over;
    }
    return (opensToday && begun) || (openedYesterday && !over);
  }

  /** Where clocks were put back and the hour comes again: windows hold in its first pass only. */
  private boolean secondPass(Instant minute, LocalDateTime local) {
    var rules = zone.getRules();
    var offsets = rules.getValidOffsets(local);
    ZoneOffset now = rules.getOffset(minute);
    return offsets.size() == 2 && now.equals(offsets.get(1));
  }

  /** In an overlap a closure takes the longer reading; a begin in a gap comes later. */
  private boolean covers(Laws.Closure closure, Instant minute) {
    Instant from = closure.from().atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    Instant until = closure.until().atZone(zone).withLaterOffsetAtOverlap().toInstant();
    return !minute.isBefore(from) && minute.isBefore(until);
  }
}
