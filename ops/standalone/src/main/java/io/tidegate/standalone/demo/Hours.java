package io.tidegate.standalone.demo;

/** When an institution of the demo may be called. */
enum Hours {
  OPEN("open"),
  OPENING("opens in mid-run"),
  CLOSING("closes in mid-run"),
  CLOSED("closed all along");

  private final String words;

  Hours(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** Minutes of the run in which it is open, for a share of the users that it can do. */
  double openMinutes(int minutes) {
    return switch (this) {
      case OPEN, CLOSED -> minutes;
      case OPENING -> minutes - middle(minutes);
      case CLOSING -> middle(minutes);
    };
  }

  /** The minute of the run in which windows open and close. */
  static int middle(int minutes) {
    return minutes / 2;
  }
}
