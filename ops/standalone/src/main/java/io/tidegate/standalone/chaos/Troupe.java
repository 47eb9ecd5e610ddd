package io.tidegate.standalone.chaos;

import io.tidegate.embedded.FreePorts;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.Hours;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The institutions of a chaos run: few and small, since two cores have to do, and each for a
 * purpose.
 */
final class Troupe {
  /** The one whose file is written anew. */
  static final String CHANGING = "CARD06";

  /** Those on whose path something may happen. */
  static final List<String> WIRED = List.of("CARD02", "INSURANCE04");

  private Troupe() {}

  /**
   * For a run of so many minutes, at free ports.
   *
   * @param clockChange whether one closes for clocks are put back
   */
  static List<Actor> of(int minutes, boolean clockChange) throws IOException {
    Hours closing = clockChange ? Hours.FIRST_PASS : Hours.CLOSING;
    List<Integer> ports = FreePorts.choose(6);
    List<Actor> actors = new ArrayList<>();
    // Fast enough for two lanes, which two workers share.
    actors.add(actor("BANK01", "Harbour Bank", 95, 1, Hours.OPEN, minutes, ports.get(0)));
    actors.add(actor("CARD02", "Meadow Card", 20, 2, Hours.OPEN, minutes, ports.get(1)));
    // Closes in mid-minute, by a guard of 20 s.
    actors.add(actor("INVEST03", "Granite Invest", 12, 1, closing, minutes, ports.get(2)));
    actors.add(actor("INSURANCE04", "Juniper Insurance", 12, 3, Hours.OPEN, minutes, ports.get(3)));
    actors.add(actor("BANK05", "Lantern Bank", 10, 2, Hours.OPENING, minutes, ports.get(4)));
    actors.add(actor(CHANGING, "Cobalt Card", 16, 1, Hours.OPEN, minutes, ports.get(5)));
    return actors;
  }

  private static Actor actor(
      String code, String name, int perSecond, int calls, Hours hours, int minutes, int port) {
    int users = (int) (60 * perSecond * hours.openMinutes(minutes) / calls);
    return new Actor(code, name, users, calls, hours, port);
  }
}
