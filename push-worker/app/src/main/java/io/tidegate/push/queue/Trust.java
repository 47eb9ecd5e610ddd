package io.tidegate.push.queue;

/**
 * How far an app's settings have proven themselves since this process began with them. An accepted
 * push is a proof; ten pay for the removal of one device whose token is doubted. So of all tokens
 * that wrong settings make look bad none is removed, even if some others are accepted: of a sandbox
 * those of the developers. For one thread.
 */
final class Trust {
  private static final int PRICE = 10;
  private static final int MOST = 1_000;

  /** So many doubted in a row, and none accepted, are no users' doing. */
  private static final int SUSPECT = 50;

  private int earned;
  private int inARow;

  /** A push is accepted; answers whether the settings are proven with that. */
  boolean accepted() {
    earned = Math.min(MOST, earned + 1);
    inARow = 0;
    return earned == PRICE;
  }

  /** A token is doubted; answers whether its device may be removed, which is paid for then. */
  boolean doubted() {
    inARow++;
    if (earned < PRICE) {
      return false;
    }
    earned -= PRICE;
    return true;
  }

  /** Whether the settings are likely to be wrong. */
  boolean isGone() {
    return earned < PRICE && inARow >= SUSPECT;
  }

  /** How many tokens were doubted since the last push that was accepted. */
  int inARow() {
    return inARow;
  }
}
