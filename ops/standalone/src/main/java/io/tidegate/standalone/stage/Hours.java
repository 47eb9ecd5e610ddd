package io.tidegate.standalone.stage;

/** When an institution of a run may be called. */
public enum Hours {
  OPEN("open"),
  OPENING("opens in mid-run"),
  CLOSING("closes in mid-run"),
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
      case OPENING -> minutes - middle(minutes);
      case CLOSING, FIRST_PASS -> middle(minutes);
    };
  }

  /** The minute of the run in which windows open and close. */
  public static int middle(int minutes) {
    return minutes / 2;
  }
}
