package io.tidegate.policy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hours of the week in which scheduled calls may start, as the clock on the wall shows them.
 *
 * <p>A minute is open when its local label (weekday, hour, minute) lies in a window, and, where the
 * clock is put back, only in the first pass: so a window never opens twice in a night. Labels that
 * a gap skips are simply not there. {@link #ALWAYS} has no labels to look at: it is open in every
 * pass.
 */
public final class CallWindows {

  /** Open all the time. */
  public static final CallWindows ALWAYS = new CallWindows(List.of(), true);

  private static final int DAY = 24 * 60;
  private static final int WEEK = 7 * DAY;
  private static final long STEP_SECONDS = 60;

  private final List<CallWindow> windows;
  private final BitSet minutesOfWeek = new BitSet(WEEK);
  private final boolean always;

  private CallWindows(List<CallWindow> windows, boolean always) {
    this.windows = List.copyOf(windows);
    this.always = always;
    for (CallWindow window : windows) {
      int begin = (window.day().getValue() - 1) * DAY + window.fromMinute();
      for (int i = 0; i < window.minutes(); i++) {
        minutesOfWeek.set((begin + i) % WEEK);
      }
    }
  }

  /** Windows that may overlap each other; what they cover together is open. */
  public static CallWindows of(List<CallWindow> windows) {
    if (windows.isEmpty()) {
      throw new IllegalArgumentException(
          "there must be at least one call window, but there is none");
    }
    return new CallWindows(windows, false);
  }

  public boolean isAlways() {
    return always;
  }

  /** The windows as they were written; none when always open. */
  public List<CallWindow> windows() {
    return windows;
  }

  /** Open minutes of an ordinary week, 0 to 10,080. */
  public int minutesPerWeek() {
    return always ? WEEK : minutesOfWeek.cardinality();
  }

  /** Whether the minute that holds {@code instant} is open. */
  public boolean open(ZoneId zone, Instant instant) {
    if (always) {
      return true;
    }
    ZoneOffset offset = zone.getRules().getOffset(instant);
    LocalDateTime local = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, offset);
    return minutesOfWeek.get(label(local)) && isFirstPass(zone, local, offset);
  }

  /** The open stretches between two instants, in order, as long as they can be. */
  public List<Span> openSpans(ZoneId zone, Instant from, Instant until) {
    List<Span> spans = new ArrayList<>();
    Instant at = from;
    while (at.isBefore(until)) {
      boolean open = open(zone, at);
      Instant edge = edgeAfter(zone, at, until, open);
      if (open) {
        spans.add(new Span(at, edge));
      }
      at = edge;
    }
    return List.copyOf(spans);
  }

  /** The first instant after {@code at} at which open and closed change places, at most until. */
  private Instant edgeAfter(ZoneId zone, Instant at, Instant until, boolean open) {
    Instant edge = at;
    while (edge.isBefore(until) && open(zone, edge) == open) {
      edge = leap(zone, edge, open);
    }
    return edge.isBefore(until) ? edge : until;
  }

  /**
   * From an instant to the next at which something may change: the end of its run of equal labels,
   * or the zone's next transition or end of an overlap, whichever comes first.
   */
  private Instant leap(ZoneId zone, Instant at, boolean open) {
    if (always) {
      return at.plus(366, ChronoUnit.DAYS);
    }
    ZoneOffset offset = zone.getRules().getOffset(at);
    LocalDateTime local = LocalDateTime.ofEpochSecond(at.getEpochSecond(), 0, offset);
    if (!open && minutesOfWeek.get(label(local))) {
      return at.truncatedTo(ChronoUnit.MINUTES).plusSeconds(STEP_SECONDS); // a second pass
    }
    int label = label(local);
    int next = open ? minutesOfWeek.nextClearBit(label) : minutesOfWeek.nextSetBit(label);
    int run = (next < 0 || next > WEEK ? WEEK : next) - label;
    Instant end = at.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(run));
    @Nullable ZoneOffsetTransition transition = zone.getRules().nextTransition(at);
    return transition != null && transition.getInstant().isBefore(end)
        ? transition.getInstant()
        : end;
  }

  private static int label(LocalDateTime local) {
    return (local.getDayOfWeek().getValue() - DayOfWeek.MONDAY.getValue()) * DAY
        + local.getHour() * 60
        + local.getMinute();
  }

  private static boolean isFirstPass(ZoneId zone, LocalDateTime local, ZoneOffset offset) {
    List<ZoneOffset> valid = zone.getRules().getValidOffsets(local);
    return valid.size() < 2 || valid.getFirst().equals(offset);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CallWindows that
        && always == that.always
        && minutesOfWeek.equals(that.minutesOfWeek);
  }

  @Override
  public int hashCode() {
    return minutesOfWeek.hashCode() + Boolean.hashCode(always);
  }

  @Override
  public String toString() {
    return always ? "always" : windows.toString();
  }
}
