package io.tidegate.standalone.stage;

/** When an institution of a run may be called. */
public enum Hours {
  OPEN("open"),
  OPENING("opens early in the run"),
  CLOSING("closes early in the run"),
  FIRST_PASS("closes when clocks are put back"),
  CLOSED("closed all along");

  private final String words;

  Hours(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  /** Minutes of the run in which it is open, for a share of the users that it can do. */
  public double openMinutes(int minutes) {
    return switch (this) {
      case OPEN, CLOSED -> minutes;
      case OPENING -> minutes - turn(minutes);
      case CLOSING, FIRST_PASS -> turn(minutes);
    };
  }

  /**
   * The minute of the run with which windows open and close: an early one, so that most of the run
   * is left to see what comes after.
   */
  public static int turn(int minutes) {
    return Math.max(1, minutes / 5);
  }
}
