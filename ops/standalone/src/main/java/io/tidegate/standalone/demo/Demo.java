package io.tidegate.standalone.demo;

import io.tidegate.policy.PolicyReader;
import io.tidegate.standalone.SimulatedInstitutions;
import io.tidegate.standalone.SimulatedPushServices;
import io.tidegate.standalone.Standalone;
import io.tidegate.standalone.StandaloneSettings;
import io.tidegate.standalone.reminders.PushVerdict;
import io.tidegate.standalone.reminders.Reminders;
import io.tidegate.standalone.stage.Actor;
import io.tidegate.standalone.stage.Minutes;
import io.tidegate.standalone.stage.PolicyText;
import io.tidegate.standalone.stage.Production;
import io.tidegate.standalone.stage.Pulse;
import io.tidegate.standalone.stage.Rest;
import io.tidegate.standalone.stage.RunLedger;
import io.tidegate.standalone.stage.Stage;
import io.tidegate.verify.Judgement;
import io.tidegate.verify.StartLedgers;
import io.tidegate.verify.UnreadableLedger;
import io.tidegate.verify.Verify;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A demo from begin to end. */
public final class Demo implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);

  /** At full quarter hours FCM's pushes are spread over 20 s, and a push may need a second try. */
  private static final Duration PUSH_PATIENCE = Duration.ofSeconds(60);

  private final DemoSettings settings;
  private final Stage stage;
  private final Path traffic;
  private final InstantSource clock;
  private final PrintWriter out;
  private final boolean terminal;
  private final PolicyText texts;
  private final Pulse pulse = new Pulse();
  private volatile @Nullable Standalone running;

  /**
   * A demo that has not begun.
   *
   * @param folder empty or not there; everything is put into it
   * @param traffic the taxi rides, as {@code timestamp,count}
   * @param terminal whether the table may be drawn over itself
   */
  public Demo(
      DemoSettings settings,
      Path folder,
      Path traffic,
      InstantSource clock,
      PrintWriter out,
      boolean terminal) {
    this.settings = settings;
    this.stage = new Stage(folder.toAbsolutePath().normalize());
    this.traffic = traffic;
    this.clock = clock;
    this.out = out;
    this.terminal = terminal;
    this.texts = new PolicyText(settings.minutes());
  }

  /**
   * Runs it.
   *
   * @return whether I1 to I4 held, and the timers' pushes came
   * @throws IOException when a part fails; then nothing is proven
   */
  public boolean run() throws IOException, SQLException, UnreadableLedger {
    List<Actor> actors = Cast.of(settings);
    Instant prepared = clock.instant();
    stage.writePolicies(actors, actor -> texts.shut(actor, prepared));
    Rest rest = new Rest();
    try (@Nullable SimulatedPushServices services = startPushServices();
        Standalone system =
            Standalone.on(
                new StandaloneSettings(
                    stage.data(),
                    stage.policies(),
                    Optional.empty(),
                    Optional.empty(),
                    settings.workers(),
                    Map.of("TIDEGATE_PIPELINE_START_LEDGER", stage.starts().toString())),
                line -> out.println(line))) {
      out.println("starting; everything is in " + stage.folder());
      running = system;
      if (services != null) {
        system.withPushWorker();
        system.settingsOf(Standalone.PUSH, services.settings());
      }
      system.start();
      importTraffic(rest, system);
      Production production = new Production(system, rest, clock, pulse, out);
      production.importUsers(stage, actors);
      try (@Nullable Reminders reminders =
          services == null ? null : new Reminders(system, services, clock, TIME_TO_LIVE)) {
        return play(rest, system, production, actors, reminders);
      }
    }
  }

  private @Nullable SimulatedPushServices startPushServices() throws IOException {
    return settings.timers() == 0
        ? null
        : SimulatedPushServices.start(stage.folder().resolve("push-services"), List.of());
  }

  private boolean play(
      Rest rest,
      Standalone system,
      Production production,
      List<Actor> actors,
      @Nullable Reminders reminders)
      throws IOException, SQLException, UnreadableLedger {
    Instant registered = reminders == null ? Instant.MIN : register(reminders);
    Instant begin = production.nextBegin();
    stage.writePolicies(actors, actor -> texts.run(actor, begin));
    Instant end = begin.plus(Duration.ofMinutes(settings.minutes()));
    Instant drained;
    List<RunLedger.Row> ledger;
    Path arrivals;
    @Nullable PushVerdict pushes;
    try (SimulatedInstitutions simulator =
        SimulatedInstitutions.start(
            stage.policies(),
            stage.folder(),
            List.of("--latency", "PT0.03S", "--errors", "0.002"))) {
      out.printf("%d institutions are simulated; the run begins at %s%n", actors.size(), begin);
      if (reminders != null) {
        reminders.registerTimers(registered, end);
      }
      production.awaitPolicies(actors.size(), begin);
      watch(rest, system, actors, begin, end);
      drained = production.drain();
      pushes = reminders == null ? null : reminders.awaitVerdict(pulse, PUSH_PATIENCE);
      ledger = RunLedger.count(system.database(), actors, begin, drained);
      system.close();
      arrivals = simulator.ledger();
    }
    Judgement judgement =
        Verify.by(PolicyReader.read(stage.policies()).policies(), List.of())
            .judge(arrivals, StartLedgers.in(List.of(stage.starts())));
    return tell(new Verdict(judgement, ledger, actors), pushes, arrivals);
  }

  /** At a glance; all of it goes into a file. */
  private boolean tell(Verdict verdict, @Nullable PushVerdict pushes, Path arrivals)
      throws IOException {
    StringWriter whole = new StringWriter();
    PrintWriter report = new PrintWriter(whole);
    verdict.print(report, arrivals);
    if (pushes != null) {
      pushes.print(report);
    }
    report.flush();
    Files.writeString(report(), whole.toString());
    if (settings.verbose()) {
      out.print(whole);
    } else {
      new Summary(verdict).lines().forEach(out::println);
      if (pushes != null) {
        pushes.print(out);
      }
    }
    out.println("each rule of each institution: " + report());
    return verdict.held() && (pushes == null || pushes.held());
  }

  private Path report() {
    return stage.folder().resolve("verdict.txt");
  }

  /**
   * Registers devices, and timers for as many minutes as the run has; answers up to which minute.
   */
  private Instant register(Reminders reminders) throws IOException {
    reminders.registerDevices(settings.timers());
    Instant next = Minutes.next(clock.instant());
    Instant until = next.plus(Duration.ofMinutes(settings.minutes()));
    reminders.registerTimers(next, until);
    out.printf(
        "timers: %,d users with a device each; %,d pushes are promised from %s on%n",
        settings.timers(), reminders.promised(), next);
    return until;
  }

  private void importTraffic(Rest rest, Standalone system) throws IOException {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    String rides = TaxiTraffic.moved(traffic, now);
    JsonNode answer =
        rest.post(
            system.scheduler().resolve("/v1/traffic/default?zone=America/New_York"),
            "text/csv",
            BodyPublishers.ofString(rides),
            PATIENCE);
    out.printf("traffic: %,d rows of taxi rides imported%n", answer.path("rows").asLong());
  }

  private void watch(Rest rest, Standalone system, List<Actor> actors, Instant begin, Instant end)
      throws IOException {
    Tape tape = new Tape(begin);
    LiveTable table = new LiveTable(actors, out, terminal);
    int pulses = 0;
    for (Instant now = clock.instant(); now.isBefore(end); now = clock.instant()) {
      listen(rest, system, tape);
      if (terminal || pulses % 10 == 0) {
        table.draw(tape, now, Duration.between(now, end));
      }
      pulses++;
      pulse.second();
    }
    listen(rest, system, tape);
    table.draw(tape, clock.instant(), Duration.ofSeconds(-1));
  }

  /** A worker that was killed says nothing until it is back. */
  private void listen(Rest rest, Standalone system, Tape tape) {
    for (int worker = 1; worker <= settings.workers(); worker++) {
      try {
        tape.hear(
            Integer.toString(worker),
            rest.get(system.worker(worker).resolve("/v1/pipeline"), Duration.ofSeconds(2)));
      } catch (IOException e) {
        if (system.workerProcess(worker) != null) {
          out.println("worker " + worker + " does not tell what it does: " + e.getMessage());
        }
      }
    }
  }

  /** Stops a demo that runs; returns when its processes are gone. */
  @Override
  public void close() throws IOException {
    pulse.stop();
    Standalone system = running;
    if (system != null) {
      system.close();
    }
  }

  /** Removes what servers stored; the ledger, the policies and the logs stay. */
  public void removeServers() throws IOException {
    stage.removeServers();
  }
}
