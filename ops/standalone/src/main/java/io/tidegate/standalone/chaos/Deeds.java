package io.tidegate.standalone.chaos;

import io.tidegate.standalone.Standalone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Knows how each fault is done to a system that runs. */
final class Deeds implements Function<Fault, Deed> {
  /** By how much a wrong clock is wrong. */
  static final int SECONDS_AHEAD = 5;

  private final Standalone system;
  private final Map<String, Wire> wires;
  private final Settings settings;
  private final Optional<SmallDisk> disk;
  private final Optional<WrongClock> clock;
  private final Change change;

  /** What a program is started with when nothing is wrong with it. */
  interface Settings {
    /**
     * Its settings.
     *
     * @param name of the part
     * @param life a word for its present life, where it is a special one; else empty
     */
    Map<String, String> of(String name, String life);
  }

  /** Writes an institution's file anew. */
  interface Change {
    void write(String institution) throws IOException;
  }

  Deeds(
      Standalone system,
      Map<String, Wire> wires,
      Settings settings,
      Optional<SmallDisk> disk,
      Optional<WrongClock> clock,
      Change change) {
    this.system = system;
    this.wires = Map.copyOf(wires);
    this.settings = settings;
    this.disk = disk;
    this.clock = clock;
    this.change = change;
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
      case KILL -> Deed.once(() -> Signals.kill(system.process(part)));
      case FREEZE -> freeze(part);
      case AWAY -> Deed.of(() -> system.takeAway(part), () -> system.bringBack(part));
      case RESTART -> Deed.once(() -> system.restart(part));
      case JOIN -> Deed.of(() -> join(part), () -> system.remove(part));
      case CUT -> Deed.once(() -> wire(fault).cut());
      case DELAY ->
          Deed.of(
              () -> wire(fault).delay(fault.by()),
              () -> wire(fault).delay(java.time.Duration.ZERO));
      case SILENCE -> Deed.of(() -> wire(fault).silence(), () -> wire(fault).speak());
      case FILL -> Deed.of(() -> disk().fill(), () -> disk().free());
      case CLOCK -> Deed.of(() -> setClock(part), () -> rightClock(part));
      case POLICY -> Deed.once(() -> change.write(fault.target()));
    };
  }

  private Deed freeze(String part) {
    List<ProcessHandle> frozen = new ArrayList<>();
    return Deed.of(
        () -> frozen.addAll(Signals.freeze(system.process(part))), () -> Signals.thaw(frozen));
  }

  private void join(String part) throws IOException {
    system.settingsOf(part, settings.of(part, ""));
    system.add(part);
  }

  private void setClock(String part) throws IOException {
    WrongClock wrong =
        clock.orElseThrow(
            () ->
                new IOException(
                    "install the package " + WrongClock.PACKAGE + " for clocks that are wrong"));
    Map<String, String> all = new HashMap<>(settings.of(part, "wrong-clock"));
    all.putAll(wrong.ahead(SECONDS_AHEAD));
    system.settingsOf(part, all);
    system.takeAway(part);
    system.bringBack(part);
  }

  private void rightClock(String part) throws IOException {
    system.settingsOf(part, settings.of(part, ""));
    system.takeAway(part);
    system.bringBack(part);
  }

  private Wire wire(Fault fault) throws IOException {
    Wire wire = wires.get(fault.target());
    if (wire == null) {
      throw new IOException(
          String.format(
              Locale.ROOT, "there is no path %s, only %s", fault.target(), wires.keySet()));
    }
    return wire;
  }

  private SmallDisk disk() throws IOException {
    return disk.orElseThrow(
        () -> new IOException("only root can give the database a small disk of its own"));
  }
}
