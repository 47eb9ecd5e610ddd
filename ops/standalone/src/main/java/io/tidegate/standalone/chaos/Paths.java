package io.tidegate.standalone.chaos;

import io.tidegate.embedded.FreePorts;
import io.tidegate.standalone.stage.Actor;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * The paths of a run on which something can happen: to some institutions, and from each program to
 * the database. None leads to Kafka: a broker tells its clients its own address, past any proxy.
 */
final class Paths implements AutoCloseable {
  private static final String DATABASE_OF = "database-of-";
  private static final String TO = "path-to-";

  private final Map<String, Wire> wires = new ConcurrentHashMap<>();
  private final Map<String, Integer> doors = new ConcurrentHashMap<>();
  private final InstantSource clock;

  /** None yet. */
  Paths(InstantSource clock) {
    this.clock = clock;
  }

  /** What the path to an institution is called in a script. */
  static String to(String institution) {
    return TO + institution;
  }

  /** What a program's path to the database is called in a script. */
  static String databaseOf(String program) {
    return DATABASE_OF + program;
  }

  /** Names of all paths that a run has. */
  static List<String> names(List<String> programs, List<String> institutions) {
    List<String> names = new ArrayList<>();
    programs.forEach(program -> names.add(databaseOf(program)));
    institutions.forEach(institution -> names.add(to(institution)));
    return names;
  }

  /** Lays a path to each of these institutions. */
  void layTo(List<Actor> actors) throws IOException {
    for (Actor actor : actors) {
      lay(to(actor.code()), actor::port);
    }
  }

  /**
   * Lays a path from each of these programs to the database.
   *
   * @param port of the server, asked at each connection
   */
  void layToDatabase(List<String> programs, IntSupplier port) throws IOException {
    for (String program : programs) {
      lay(databaseOf(program), port);
    }
  }

  private void lay(String name, IntSupplier target) throws IOException {
    int door = FreePorts.choose(1).getFirst();
    wires.put(name, Wire.from(door, target, clock));
    doors.put(name, door);
  }

  /** The institution as it is called: at the begin of its path, if it has one. */
  Actor asCalled(Actor actor) {
    return actor.at(doors.getOrDefault(to(actor.code()), actor.port()));
  }

  /** What sends a program to the begin of its path to the database; nothing if it has none. */
  Map<String, String> settingsOf(String program) {
    Integer door = doors.get(databaseOf(program));
    return door == null
        ? Map.of()
        : Map.of("SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + door + "/tidegate");
  }

  /** Throws if a path ended by itself: nothing was wrong there as nothing came. */
  void mustBeWhole() throws IOException {
    for (Wire wire : wires.values()) {
      wire.mustBeWhole();
    }
  }

  /** When the paths to institutions stood still by themselves, by the institution's code. */
  Map<String, List<Standstill>> standstills() {
    Map<String, List<Standstill>> all = new HashMap<>();
    wires.forEach(
        (name, wire) -> {
          if (name.startsWith(TO)) {
            all.put(name.substring(TO.length()), wire.standstills());
          }
        });
    return all;
  }

  /** A path by its name. */
  Wire wire(String name) throws IOException {
    Wire wire = wires.get(name);
    if (wire == null) {
      throw new IOException(
          "there is no path %s, only %s".formatted(name, new TreeSet<>(wires.keySet())));
    }
    return wire;
  }

  @Override
  public void close() throws IOException {
    for (Wire wire : wires.values()) {
      wire.close();
    }
  }
}
