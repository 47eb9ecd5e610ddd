package io.tidegate.standalone.stage;

import java.util.List;
import java.util.Locale;

/**
 * One institution of a run.
 *
 * @param code of its policy
 * @param name for people
 * @param users how many consents it has
 * @param calls how many calls a refresh makes, 1 to 4
 * @param hours when it may be called
 * @param port where it is simulated
 */
public record Actor(String code, String name, int users, int calls, Hours hours, int port) {
  /** More than is needed, since a guard keeps calls off the edges and a first minute is ramped. */
  private static final double ROOM = 1.5;

  private static final List<String> CALLS = List.of("accounts", "balances", "deposits", "cards");

  /** Calls a second that its users need in the minutes in which it is open. */
  public double needed(int minutes) {
    return (double) users * calls / (60 * hours.openMinutes(minutes));
  }

  /** Calls that it takes in any second. */
  public int perSecond(int minutes) {
    return Math.max(3, (int) Math.ceil(needed(minutes) * ROOM * 1.1));
  }

  /** Calls that it takes in a minute of the clock; the narrower limit for every third. */
  public int perMinute(int minutes) {
    int seconds = name.length() % 3 == 0 ? 54 : 66;
    return perSecond(minutes) * seconds;
  }

  public int maxInFlight(int minutes) {
    return Math.max(20, perSecond(minutes) / 4);
  }

  /** As many as get 50 tickets a second and 10 calls in flight each, up to 4. */
  public int lanes(int minutes) {
    int byRate = (int) (perSecond(minutes) * 0.8 / 60);
    return Math.clamp(Math.min(byRate, maxInFlight(minutes) / 10), 1, 4);
  }

  /** The same institution, found at another port. */
  public Actor at(int otherPort) {
    return new Actor(code, name, users, calls, hours, otherPort);
  }

  /** The names of a refresh's calls, in their order. */
  public List<String> callNames() {
    return CALLS.subList(0, calls);
  }

  /** The id of one of its users. */
  public String user(int index) {
    return String.format(Locale.ROOT, "%s-%07d", code.toLowerCase(Locale.ROOT), index);
  }
}
