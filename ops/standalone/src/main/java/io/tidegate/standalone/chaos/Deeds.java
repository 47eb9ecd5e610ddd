package io.tidegate.standalone.chaos;

import io.tidegate.standalone.Standalone;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Knows how each fault is done to a system that runs. */
final class Deeds implements Function<Fault, Deed> {
  /** By how much a wrong clock is wrong. */
  static final int SECONDS_AHEAD = 5;

  /** A word for the life in which it is. */
  static final String WRONG_CLOCK = "wrong-clock";

  private final Standalone system;
  private final Paths paths;
  private final Settings settings;
  private final Optional<SmallDisk> disk;
  private final Optional<WrongClock> clock;
  private final Change change;
  private final Runnable pushWorkerStandsStill;

  /** What a program is started with when nothing is wrong with it. */
  interface Settings {
    /**
     * Its settings.
     *
     * @param program its name in a script
     * @param life a word for its present life, where it is a special one; else empty
     */
    Map<String, String> of(String program, String life);
  }

  /** Writes an institution's file anew. */
  interface Change {
    void write(String institution) throws IOException;
  }

  /**
   * Of one system.
   *
   * @param pushWorkerStandsStill told when push-worker is frozen, and when it is thawed
   */
  Deeds(
      Standalone system,
      Paths paths,
      Settings settings,
      Optional<SmallDisk> disk,
      Optional<WrongClock> clock,
      Change change,
      Runnable pushWorkerStandsStill) {
    this.system = system;
    this.paths = paths;
    this.settings = settings;
    this.disk = disk;
    this.clock = clock;
    this.change = change;
    this.pushWorkerStandsStill = pushWorkerStandsStill;
  }

  /** What a part of the system is called by those who talk of it, from its name in a script. */
  static String part(String target) {
    return switch (target) {
      case Scene.POSTGRES -> Standalone.POSTGRES;
      case Scene.KAFKA -> Standalone.KAFKA;
      default -> target.replaceFirst("-(\\d+)$", " $1");
    };
  }

  @Override
  public Deed apply(Fault fault) {
    String part = part(fault.target());
    return switch (fault.kind()) {
      case KILL -> Deed.once(() -> Signals.kill(system.parts().process(part)));
      case FREEZE -> freeze(part);
      case AWAY ->
          Deed.of(() -> system.parts().takeAway(part), () -> system.parts().bringBack(part));
      case RESTART -> Deed.once(() -> system.parts().restart(part));
      case JOIN -> Deed.of(() -> join(fault.target()), () -> system.remove(part));
      case CUT -> Deed.once(() -> paths.wire(fault.target()).cut());
      case DELAY ->
          Deed.of(
              () -> paths.wire(fault.target()).delay(fault.by()),
              () -> paths.wire(fault.target()).delay(Duration.ZERO));
      case SILENCE ->
          Deed.of(
              () -> paths.wire(fault.target()).silence(), () -> paths.wire(fault.target()).speak());
      case FILL -> Deed.of(() -> disk().fill(), () -> disk().free());
      case CLOCK -> Deed.of(() -> setClock(fault.target()), () -> rightClock(fault.target()));
      case POLICY -> Deed.once(() -> change.write(fault.target()));
    };
  }

  private Deed freeze(String part) {
    List<ProcessHandle> frozen = new ArrayList<>();
    return Deed.of(
        () -> {
          frozen.addAll(Signals.freeze(system.parts().process(part)));
          tellOfStandstill(part, frozen);
        },
        () -> {
          tellOfStandstill(part, frozen);
          Signals.thaw(frozen);
        });
  }

  private void tellOfStandstill(String part, List<ProcessHandle> frozen) {
    if (part.equals(Standalone.PUSH) && !frozen.isEmpty()) {
      pushWorkerStandsStill.run();
    }
  }

  private void join(String program) throws IOException {
    system.settingsOf(part(program), settings.of(program, ""));
    system.add(part(program));
  }

  private void setClock(String program) throws IOException {
    WrongClock wrong =
        clock.orElseThrow(
            () ->
                new IOException(
                    "install the package " + WrongClock.PACKAGE + " for clocks that are wrong"));
    Map<String, String> all = new HashMap<>(settings.of(program, WRONG_CLOCK));
    all.putAll(wrong.ahead(SECONDS_AHEAD));
    liveAnew(program, all);
  }

  private void rightClock(String program) throws IOException {
    liveAnew(program, settings.of(program, ""));
  }

  private void liveAnew(String program, Map<String, String> all) throws IOException {
    system.settingsOf(part(program), all);
    system.parts().takeAway(part(program));
    system.parts().bringBack(part(program));
  }

  private SmallDisk disk() throws IOException {
    return disk.orElseThrow(
        () -> new IOException("only root can give the database a small disk of its own"));
  }
}
