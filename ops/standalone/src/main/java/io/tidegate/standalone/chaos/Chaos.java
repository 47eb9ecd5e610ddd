package io.tidegate.standalone.chaos;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.standalone.SimulatedInstitutions;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import io.tidegate.standalone.chaos.Fault.Kind;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.FreePorts;
import io.tidegate.standalone.stage.Hours;
import io.tidegate.standalone.stage.PolicyText;
import io.tidegate.standalone.stage.Production;
import io.tidegate.standalone.stage.Pulse;
import io.tidegate.standalone.stage.Rest;
import io.tidegate.standalone.stage.RunLedger;
import io.tidegate.standalone.stage.Stage;
import io.tidegate.verify.UnreadableLedger;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A chaos run from begin to end. */
public final class Chaos implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final double NARROWED = 0.7;

  /** In America/New_York: two o'clock is one o'clock again. */
  private static final Instant CLOCKS_PUT_BACK = Instant.parse("2026-11-01T06:00:00Z");

  /** A window's guard ends the closing one at second 40; a refresh may take 24 s. */
  private static final int GUARD = 20;

  private static final int LONGEST_REFRESH = 24;
  private static final String DATABASE_OF = "database-of-";
  private static final String PATH_TO = "path-to-";

  private final ChaosSettings settings;
  private final Stage stage;
  private final InstantSource clock;
  private final PrintWriter out;
  private final PolicyText texts;
  private final Pulse pulse = new Pulse();
  private final Map<String, Wire> wires = new HashMap<>();
  private final Map<String, Integer> entrances = new HashMap<>();
  private volatile AutoCloseable onClose = () -> {};

  /**
   * A run that has not begun.
   *
   * @param folder empty or not there; everything is put into it
   */
  public Chaos(ChaosSettings settings, Path folder, InstantSource clock, PrintWriter out) {
    this.settings = settings;
    this.stage = new Stage(folder.toAbsolutePath().normalize());
    this.clock = clock;
    this.out = out;
    this.texts = new PolicyText(settings.minutes(), GUARD, LONGEST_REFRESH, 1);
  }

  static String pathTo(String institution) {
    return PATH_TO + institution;
  }

  /**
   * Runs it and prints the verdict.
   *
   * @return whether all laws held
   * @throws IOException when a part fails that nobody broke; then nothing is proven
   */
  public boolean run() throws IOException, SQLException, UnreadableLedger {
    return judged().held();
  }

  /** Runs it; returns the verdict, which has been printed. */
  Verdict judged() throws IOException, SQLException, UnreadableLedger {
    Optional<WrongClock> wrongClock = WrongClock.ofThisMachine();
    Path database = stage.data().resolve("postgres");
    Script script = script(SmallDisk.isPossible(database), wrongClock.isPresent());
    Optional<SmallDisk> disk = script.fillsTheDisk() ? SmallDisk.at(database) : Optional.empty();
    try {
      return judged(script, disk, wrongClock);
    } finally {
      for (Wire wire : wires.values()) {
        wire.close();
      }
      if (disk.isPresent()) {
        disk.get().close();
      }
    }
  }

  private Script script(boolean fullDisk, boolean wrongClock) {
    if (!fullDisk) {
      say("left out: a full disk (only root can give the database a small one)");
    }
    if (!wrongClock) {
      say("left out: a wrong clock (install the package " + WrongClock.PACKAGE + ")");
    }
    Scene scene =
        new Scene(
            List.of("batch-worker-1", "batch-worker-2"),
            List.of(
                DATABASE_OF + "batch-worker-1",
                DATABASE_OF + "batch-worker-2",
                DATABASE_OF + Scene.SCHEDULER,
                pathTo(Troupe.WIRED.get(0)),
                pathTo(Troupe.WIRED.get(1))),
            List.of(Troupe.CHANGING),
            fullDisk,
            wrongClock);
    Duration length = Duration.ofMinutes(settings.minutes());
    Script script =
        settings
            .script()
            .map(Script::parse)
            .orElseGet(() -> Script.draw(settings.seed(), length, scene));
    for (Fault fault : script.faults()) {
      if (!scene.targets().contains(fault.target())) {
        throw new IllegalArgumentException(
            "nobody is called %s; there are %s".formatted(fault.target(), scene.targets()));
      }
    }
    say("script (seed " + settings.seed() + ", " + settings.minutes() + " min):");
    script.faults().forEach(fault -> out.println("  " + fault));
    return script;
  }

  private Verdict judged(Script script, Optional<SmallDisk> disk, Optional<WrongClock> wrongClock)
      throws IOException, SQLException, UnreadableLedger {
    List<Actor> actors = Troupe.of(settings.minutes(), settings.clockChange());
    Map<String, Integer> doors = layPaths(actors);
    Function<Actor, Actor> asCalled =
        actor -> actor.at(doors.getOrDefault(actor.code(), actor.port()));
    Instant prepared = clock.instant();
    stage.writePolicies(actors, actor -> texts.shut(asCalled.apply(actor), prepared));
    try (Rest rest = new Rest();
        Standalone system = Standalone.on(standalone(), this::say)) {
      onClose = system;
      layDatabasePaths(system);
      system.start();
      Production production = new Production(system, rest, clock, pulse, out);
      production.importUsers(stage, actors);
      Instant begin = production.nextBegin();
      refuseAnotherNight(begin);
      stage.writePolicies(actors, actor -> texts.run(asCalled.apply(actor), begin));
      stage.writePolicies(simulated(), actors, actor -> texts.run(actor, begin));
      Deeds deeds =
          new Deeds(
              system,
              wires,
              this::settingsOf,
              disk,
              wrongClock,
              code -> narrow(actors, asCalled, code, begin));
      return play(script, system, production, actors, deeds, begin);
    }
  }

  /** With a clock that says something else, the run would prove nothing of a clock change. */
  private void refuseAnotherNight(Instant begin) throws IOException {
    Instant end = begin.plus(Duration.ofMinutes(settings.minutes()));
    if (settings.clockChange()
        && (!begin.isBefore(CLOCKS_PUT_BACK) || !end.isAfter(CLOCKS_PUT_BACK))) {
      throw new IOException(
          "the run from %s to %s does not contain %s; start with ./tidegate chaos --clock-change"
              .formatted(begin, end, CLOCKS_PUT_BACK));
    }
  }

  private StandaloneSettings standalone() {
    return new StandaloneSettings(
        stage.data(), stage.policies(), Optional.empty(), Optional.empty(), WORKERS, Map.of());
  }

  private Path simulated() {
    return stage.folder().resolve("simulated");
  }

  private Path starts() {
    return stage.folder().resolve("starts");
  }

  /** Where the wired institutions are called, by their codes. */
  private Map<String, Integer> layPaths(List<Actor> actors) throws IOException {
    Map<String, Integer> doors = new HashMap<>();
    for (Actor actor : actors) {
      if (Troupe.WIRED.contains(actor.code())) {
        int door = FreePorts.choose(1).getFirst();
        doors.put(actor.code(), door);
        wires.put(pathTo(actor.code()), Wire.from(door, actor::port));
      }
    }
    return doors;
  }

  /** Each program comes to the database on a path of its own. */
  private void layDatabasePaths(Standalone system) throws IOException {
    for (String program : List.of(Scene.SCHEDULER, "batch-worker-1", "batch-worker-2")) {
      int door = FreePorts.choose(1).getFirst();
      String part = Deeds.part(program);
      entrances.put(part, door);
      wires.put(DATABASE_OF + program, Wire.from(door, () -> port(system)));
      system.settingsOf(part, settingsOf(part, ""));
    }
  }

  private static int port(Standalone system) {
    return URI.create(system.database().url().substring("jdbc:".length())).getPort();
  }

  private Map<String, String> settingsOf(String part, String life) {
    Map<String, String> all = new HashMap<>();
    Integer door = entrances.get(part);
    if (door != null) {
      all.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + door + "/tidegate");
    }
    String folder = (part + (life.isEmpty() ? "" : "-" + life)).replace(' ', '-');
    all.put("TIDEGATE_PIPELINE_STARTLEDGER", starts().resolve(folder).toString());
    return all;
  }

  private void narrow(
      List<Actor> actors, Function<Actor, Actor> asCalled, String code, Instant begin)
      throws IOException {
    List<Actor> one = actors.stream().filter(actor -> actor.code().equals(code)).toList();
    PolicyText narrower = texts.slowedTo(NARROWED);
    stage.writePolicies(one, actor -> narrower.run(asCalled.apply(actor), begin));
    stage.writePolicies(narrowed(), one, actor -> narrower.run(actor, begin));
  }

  private Path narrowed() {
    return stage.folder().resolve("narrowed");
  }

  private Verdict play(
      Script script,
      Standalone system,
      Production production,
      List<Actor> actors,
      Deeds deeds,
      Instant begin)
      throws IOException, SQLException, UnreadableLedger {
    Instant end = begin.plus(Duration.ofMinutes(settings.minutes()));
    Map<Actor, Evidence.OfInstitution> institutions = new LinkedHashMap<>();
    List<RunLedger.Row> ledger;
    List<Incident> incidents;
    Path arrivals;
    try (SimulatedInstitutions simulator =
        SimulatedInstitutions.start(
            simulated(), stage.folder(), List.of("--latency", "PT0.03S", "--errors", "0.002"))) {
      production.awaitPolicies(actors.size(), begin);
      say("the run begins");
      Director director = new Director(deeds, clock, pulse, this::say);
      try {
        director.play(script, begin);
        while (clock.instant().isBefore(end)) {
          pulse.second();
        }
      } finally {
        incidents = director.awaitEnd();
      }
      say("the run is over; what is in flight ends");
      Instant drained = production.drain();
      ledger = RunLedger.count(system.database(), actors, begin, drained);
      gather(system, actors, ledger, incidents, begin, end, institutions);
      system.close();
      arrivals = simulator.ledger();
    }
    Evidence evidence =
        new Evidence(stage.folder(), arrivals, starts(), begin, end, incidents, institutions);
    Judge judge = new Judge(evidence, of(simulated()), of(narrowed()));
    Verdict verdict = new Verdict(incidents, judge.judge(), ledger, other(incidents));
    verdict.print(out);
    return verdict;
  }

  private static Function<Actor, Policy> of(Path folder) {
    return actor -> PolicyReader.read(folder).policy(actor.code()).orElseThrow();
  }

  private void gather(
      Standalone system,
      List<Actor> actors,
      List<RunLedger.Row> ledger,
      List<Incident> incidents,
      Instant begin,
      Instant end,
      Map<Actor, Evidence.OfInstitution> institutions)
      throws SQLException {
    Bodies bodies = Bodies.in(system.kafka());
    try (Records records = Records.of(system.database())) {
      for (int i = 0; i < actors.size(); i++) {
        Actor actor = actors.get(i);
        List<String> refreshed = records.refreshed(actor, begin);
        institutions.put(
            actor,
            new Evidence.OfInstitution(
                records.consents(actor),
                refreshed.size(),
                refreshed.stream()
                    .filter(user -> !bodies.hasAll(actor.code(), user, actor.callNames()))
                    .count(),
                ledger.get(i),
                records.changed(actor, begin),
                returns(records, actor, incidents, begin, end)));
      }
    }
  }

  private static List<Evidence.Return> returns(
      Records records, Actor actor, List<Incident> incidents, Instant begin, Instant end)
      throws SQLException {
    List<Evidence.Return> returns = new ArrayList<>();
    if (actor.hours() != Hours.OPEN) {
      return returns;
    }
    for (Incident incident : incidents) {
      if (incident.fault().kind() == Kind.AWAY
          && incident.fault().target().equals(Scene.SCHEDULER)) {
        for (Records.Target first :
            records.targets(actor, incident.until()).stream().limit(1).toList()) {
          long due = records.due(actor, begin, first.minute());
          long left = Duration.between(first.minute(), end).toMinutes();
          returns.add(new Evidence.Return(first.minute(), first.users(), due, left));
        }
      }
    }
    return returns;
  }

  /** A worker whose clock was wrong must not have started anything. */
  private List<String> other(List<Incident> incidents) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Incident incident : incidents) {
      if (incident.fault().kind() == Kind.CLOCK && incident.wasDone()) {
        Path folder = starts().resolve(incident.fault().target() + "-wrong-clock");
        long calls = 0;
        for (Path file : Ledgers.starts(folder)) {
          calls += Files.readAllLines(file).size() - 1;
        }
        if (calls > 0) {
          wrong.add(
              String.format(
                  Locale.ROOT,
                  "%s started %d calls while its clock was %d s ahead (allowed: none)",
                  incident.fault().target(),
                  calls,
                  Deeds.SECONDS_AHEAD));
        }
        if (Ledgers.starts(folder).isEmpty()) {
          wrong.add(incident.fault().target() + " did not come up while its clock was wrong");
        }
      }
    }
    return wrong;
  }

  private void say(String line) {
    out.println(clock.instant().toString().substring(11, 19) + "  " + line);
    out.flush();
  }

  /** Removes what servers stored; ledgers, policies and logs stay. */
  public void removeServers() throws IOException {
    stage.removeServers();
  }

  /** Stops a run; returns when its processes are gone. */
  @Override
  public void close() throws IOException {
    pulse.stop();
    try {
      onClose.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
