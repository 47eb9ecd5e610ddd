package io.tidegate.policy;

import java.time.DayOfWeek;

/**
 * One call window of one weekday, in local minutes of the day.
 *
 * @param day the weekday on which it begins
 * @param fromMinute minute of the day at which it opens, 0 to 1,439
 * @param minutes how long the clock on the wall shows an open hour, 1 to 1,440; it may run into the
 *     next day
 */
public record CallWindow(DayOfWeek day, int fromMinute, int minutes) {

  public CallWindow {
    if (fromMinute < 0 || fromMinute >= 24 * 60) {
      throw new IllegalArgumentException(
          "a window opens at minute 0 to 1439 of the day, but at " + fromMinute);
    }
    if (minutes < 1 || minutes > 24 * 60) {
      throw new IllegalArgumentException("a window is 1 to 1440 minutes long, but " + minutes);
    }
  }

  /** The hours as a policy file has them, such as {@code 2230:0100}. */
  public String hours() {
    int until = fromMinute + minutes;
    int shown = until > 24 * 60 ? until - 24 * 60 : until;
    return "%02d%02d:%02d%02d".formatted(fromMinute / 60, fromMinute % 60, shown / 60, shown % 60);
  }

  @Override
  public String toString() {
    return day + " " + hours();
  }
}
