package io.tidegate.standalone.chaos;

import io.tidegate.policy.Policy;
import io.tidegate.policy.PolicyReader;
import io.tidegate.standalone.SimulatedInstitutions;
import io.tidegate.standalone.SimulatedPushServices;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import io.tidegate.standalone.stage.Actor;
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
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A chaos run from begin to end. */
public final class Chaos implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final double NARROWED = 0.7;

  /** In America/New_York: two o'clock is one o'clock again. */
  private static final Instant CLOCKS_PUT_BACK = Instant.parse("2026-11-01T06:00:00Z");

  /** A window's guard ends the closing one at second 40; a refresh may take 24 s. */
  private static final int GUARD = 20;

  private static final int LONGEST_REFRESH = 24;
  private static final List<String> PROGRAMS =
      List.of(Scene.SCHEDULER, "batch-worker-1", "batch-worker-2");
  private static final List<String> CALLERS_OF_THE_DATABASE =
      Stream.concat(PROGRAMS.stream(), Stream.of(Scene.PUSH)).toList();

  private final ChaosSettings settings;
  private final Stage stage;
  private final InstantSource clock;
  private final PrintWriter out;
  private final PolicyText texts;
  private final Pulse pulse = new Pulse();
  private final Paths paths;
  private volatile @Nullable Standalone running;

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
    this.paths = new Paths(clock);
    this.texts = new PolicyText(settings.minutes(), GUARD, LONGEST_REFRESH, 1);
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
    // A night in which clocks are put back is itself made with a clock that is wrong for everybody.
    Optional<WrongClock> wrongClock =
        settings.clockChange() ? Optional.empty() : WrongClock.ofThisMachine();
    Path database = stage.data().resolve("postgres");
    Script script = script(SmallDisk.isPossible(database), wrongClock.isPresent());
    Optional<SmallDisk> disk = script.fillsTheDisk() ? SmallDisk.at(database) : Optional.empty();
    try {
      return judged(script, disk, wrongClock);
    } finally {
      paths.close();
      if (disk.isPresent()) {
        disk.get().close();
      }
    }
  }

  /** To whom what may happen in a run; who there is depends on nothing. */
  static Scene scene(boolean fullDisk, boolean wrongClock) {
    return new Scene(
        List.of("batch-worker-1", "batch-worker-2"),
        Paths.names(PROGRAMS, Troupe.WIRED),
        List.of(Troupe.CHANGING),
        fullDisk,
        wrongClock);
  }

  private Script script(boolean fullDisk, boolean wrongClock) {
    if (!fullDisk) {
      say("left out: a full disk (only root can give the database a small one)");
    }
    if (!wrongClock) {
      say(
          settings.clockChange()
              ? "left out: a single wrong clock (all are set to the night of the clock change)"
              : "left out: a wrong clock (install the package " + WrongClock.PACKAGE + ")");
    }
    Scene scene = scene(fullDisk, wrongClock);
    Duration length = Duration.ofMinutes(settings.minutes());
    Script script =
        settings
            .script()
            .map(text -> Script.parse(text, scene.targets()))
            .orElseGet(() -> Script.draw(settings.seed(), length, scene));
    say("script (seed " + settings.seed() + ", " + settings.minutes() + " min):");
    script.faults().forEach(fault -> out.println("  " + fault));
    return script;
  }

  private Verdict judged(Script script, Optional<SmallDisk> disk, Optional<WrongClock> wrongClock)
      throws IOException, SQLException, UnreadableLedger {
    List<Actor> actors = Troupe.of(settings.minutes(), settings.clockChange());
    paths.layTo(actors.stream().filter(each -> Troupe.WIRED.contains(each.code())).toList());
    Instant prepared = clock.instant();
    stage.writePolicies(actors, actor -> texts.shut(paths.asCalled(actor), prepared));
    Rest rest = new Rest();
    try (SimulatedPushServices services =
            SimulatedPushServices.start(stage.folder().resolve("push-services"), List.of());
        Standalone system = Standalone.on(standalone(), this::say)) {
      running = system;
      paths.layToDatabase(CALLERS_OF_THE_DATABASE, () -> port(system));
      PROGRAMS.forEach(program -> system.settingsOf(Deeds.part(program), settingsOf(program, "")));
      system.withPushWorker();
      system.settingsOf(Standalone.PUSH, pushSettings(services));
      system.start();
      Production production = new Production(system, rest, clock, pulse, out);
      production.importUsers(stage, actors);
      try (Pushes pushes = new Pushes(system, services, clock, pulse)) {
        pushes.register(settings.minutes() + 1); // the run begins a minute later
        say("%d pushes are promised from now on".formatted(pushes.promised()));
        return play(script, system, production, actors, pushes, disk, wrongClock);
      }
    }
  }

  private Verdict play(
      Script script,
      Standalone system,
      Production production,
      List<Actor> actors,
      Pushes pushes,
      Optional<SmallDisk> disk,
      Optional<WrongClock> wrongClock)
      throws IOException, SQLException, UnreadableLedger {
    Instant begin = production.nextBegin();
    refuseAnotherNight(begin);
    stage.writePolicies(actors, actor -> texts.run(paths.asCalled(actor), begin));
    stage.writePolicies(simulated(), actors, actor -> texts.run(actor, begin));
    Deeds deeds =
        new Deeds(
            system,
            paths,
            this::settingsOf,
            disk,
            wrongClock,
            code -> narrow(actors, code, begin),
            pushes::standsStill);
    return play(script, system, production, actors, pushes, deeds, begin);
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

  private static int port(Standalone system) {
    return URI.create(system.database().url().substring("jdbc:".length())).getPort();
  }

  private Map<String, String> settingsOf(String program, String life) {
    Map<String, String> all = new HashMap<>(paths.settingsOf(program));
    Path ledger = stage.starts().resolve(life.isEmpty() ? program : program + "-" + life);
    all.put("TIDEGATE_PIPELINE_START_LEDGER", ledger.toString());
    return all;
  }

  private Map<String, String> pushSettings(SimulatedPushServices services) {
    Map<String, String> all = new HashMap<>(paths.settingsOf(Scene.PUSH));
    all.putAll(services.settings());
    return all;
  }

  private void narrow(List<Actor> actors, String code, Instant begin) throws IOException {
    List<Actor> one = actors.stream().filter(actor -> actor.code().equals(code)).toList();
    PolicyText narrower = texts.slowedTo(NARROWED);
    stage.writePolicies(one, actor -> narrower.run(paths.asCalled(actor), begin));
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
      Pushes pushes,
      Deeds deeds,
      Instant begin)
      throws IOException, SQLException, UnreadableLedger {
    Instant end = begin.plus(Duration.ofMinutes(settings.minutes()));
    Map<Actor, Evidence.OfInstitution> institutions;
    List<RunLedger.Row> ledger;
    Inquiry inquiry;
    Pushes.Outcome pushed;
    Path arrivals;
    try (SimulatedInstitutions simulator =
        SimulatedInstitutions.start(
            simulated(), stage.folder(), List.of("--latency", "PT0.03S", "--errors", "0.002"))) {
      production.awaitPolicies(actors.size(), begin);
      say("the run begins");
      inquiry = new Inquiry(actors, happen(script, deeds, begin, end), begin, end);
      say("the run is over; what is in flight ends");
      Instant drained = production.drain();
      ledger = RunLedger.count(system.database(), actors, begin, drained);
      institutions = inquiry.of(system, ledger);
      pushed = pushes.outcome();
      system.close();
      arrivals = simulator.ledger();
    }
    paths.mustBeWhole();
    List<Incident> incidents = inquiry.incidents();
    Evidence evidence =
        new Evidence(
            stage.folder(),
            arrivals,
            stage.starts(),
            begin,
            end,
            incidents,
            paths.standstills(),
            institutions);
    Judge judge = new Judge(evidence, of(simulated()), of(narrowed()));
    Verdict verdict =
        new Verdict(incidents, judge.judge(), ledger, inquiry.wrongClocks(stage.starts()), pushed);
    verdict.print(out);
    return verdict;
  }

  private List<Incident> happen(Script script, Deeds deeds, Instant begin, Instant end)
      throws IOException {
    Director director = new Director(deeds, clock, pulse, this::say);
    List<Incident> incidents;
    try {
      director.play(script, begin);
      while (clock.instant().isBefore(end)) {
        pulse.second();
      }
    } finally {
      incidents = director.awaitEnd();
    }
    return incidents;
  }

  private static Function<Actor, Policy> of(Path folder) {
    return actor -> PolicyReader.read(folder).policy(actor.code()).orElseThrow();
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
    Standalone system = running;
    if (system != null) {
      system.close();
    }
  }
}
